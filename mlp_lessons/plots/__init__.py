"""Every static picture of the course: `from mlp_lessons import plots`, then `plots.points(X, y)`.

This file only hands names on: first those that all lessons share, then each lesson's own. The
author of a lesson adds one import for its pictures at the end, in the order of the lessons:
`from .lesson_07 import bowl, ravine`.
"""

# ruff: noqa: I001  (shared names first, then the lessons)
from .style import course_style, draw_title, new_figure, panel, picture, show, side_by_side
from .planes import boundary, draw_boundary, draw_points, points
from .lines import curves, draw_curves, draw_function, function
from .diagrams import draw_network, network_diagram
from .tables import (
    confusion_matrix,
    draw_confusion_matrix,
    draw_matrix,
    draw_matrix_product,
    matrix,
    matrix_product,
)
from .images import digits, draw_digits
from .charts import bars, draw_bars, draw_history, history
from .landscapes import draw_loss_surface, loss_surface

from .lesson_00 import darker_digits
from .lesson_01 import nailed_to_the_origin, neuron_maps, one_neuron
from .lesson_02 import (
    activation_gallery,
    before_and_after,
    sigmoid_and_tanh,
    two_linear_layers,
    unnamed_activation,
    xor_solved,
)
from .lesson_03 import (
    axis_sums,
    bent_plane,
    best_line,
    circles_by_hand,
    folded_plane,
    paper_network,
    straight_and_bent,
    tiny_pass,
    two_objects,
    which_activation,
)
from .lesson_04 import (
    column_minus_row,
    learned_by_wiggling,
    loss_and_accuracy,
    loss_map,
    price_of_an_error,
    softmax_steps,
)
from .lesson_05 import (
    forked_machines,
    machines_in_a_row,
    measured_slopes,
    product_area,
    tiny_fork,
    tiny_sheet,
    zooming_in,
)
from .lesson_06 import (
    contributions,
    error_against_h,
    kink,
    last_layer_product,
    loss_chain,
    three_products,
    tiny_backward,
    tiny_forward,
    two_hidden_layers,
    two_paths_back,
    wiggling_beside_backprop,
)
from .lesson_07 import batch_losses, bowl_paths, mystery_bowl, step_factor, surface_paths
from .lesson_08 import (
    boundary_panels,
    dealt_batches,
    half_is_lost,
    learning_curve_riddle,
    three_piles,
    training_loop,
    value_histograms,
)
from .lesson_09 import layer_bars, symptom_chart, waiting_room
from .lesson_10 import (
    drawing_steps,
    most_confused,
    published_results,
    rubber_sheet,
    sure_against_right,
    sure_and_wrong,
    trainings,
)
from .lesson_11 import forgotten_zero, race_times, recorded_graph, same_curve
