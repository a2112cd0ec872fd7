"""For the teacher: hand the course out, collect it, grade it. See TEACHING.md."""
