// Divides the slides so that nothing is cut off, then shows them. Only a browser knows how large
// a formula or a line is, so what fits is measured here, each time the page is opened.
(async () => {
  const WIDTH = 1280, HEIGHT = 720, LARGER = 1.3, SMALLEST = 1.1;
  const slides = document.querySelector(".reveal .slides");

  await MathJax.startup.promise;
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));

  const measure = document.createElement("div");
  measure.id = "measure";
  measure.className = "reveal";
  measure.innerHTML = '<div class="slides"></div>';
  document.body.append(measure);

  for (const image of slides.querySelectorAll(".shown img")) {
    const width = (+image.getAttribute("width") || image.naturalWidth) * LARGER;
    image.style.width = Math.min(width, WIDTH - 128) + "px";
  }

  const pages = [];    // [level, page], in the order of the lesson
  for (const section of [...slides.children]) {
    const [heading, ...blocks] = section.children;
    let page = begin(section, heading);
    const next = () => (page = begin(section, heading, true));
    for (const block of blocks) place(block, () => page, next);
  }
  measure.remove();

  slides.replaceChildren();
  for (const [level, page] of pages) {
    if (level <= 2 || !slides.lastElementChild) slides.append(document.createElement("section"));
    slides.lastElementChild.append(page);
  }
  await Reveal.initialize({
    width: WIDTH, height: HEIGHT, margin: 0.02, center: false, hash: true, transition: "none",
    navigationMode: "linear", slideNumber: "c/t", controlsTutorial: false, scrollActivationWidth: null,
    pdfSeparateFragments: false, pdfMaxPagesPerSlide: 1,
  });
  document.documentElement.dataset.ready = "yes";

  // A fresh page with the heading of its section; small if the section goes on.
  function begin(section, heading, again = false) {
    const page = document.createElement("section");
    page.className = section.className + " page";
    page.setAttribute("aria-label", section.getAttribute("aria-label"));
    const title = heading.cloneNode(true);
    if (again) title.className = "again";
    if (title.textContent.trim()) page.append(title);
    measure.firstChild.append(page);
    pages.push([again ? 3 : +section.dataset.level, page]);
    return page;
  }

  function place(block, page, next) {
    if (putAndFit(block, page())) return;
    block.remove();
    const alone = ![...page().children].some((child) => !/^H\d$/.test(child.tagName));
    if (!alone) {
      const parts = block.matches(".together") && !fitsAlone(block, page()) ? halves(block) : null;
      if (parts) return parts.forEach((part) => place(part, page, next));
      next();
      return place(block, page, next);
    }
    const parts = halves(block);
    if (parts) return parts.forEach((part) => place(part, page, next));
    page().append(block);
    for (let zoom = 0.97; zoom > 0.1 && !fits(page()); zoom *= 0.97) block.style.zoom = zoom;
  }

  // Put a block on a page; let its pictures be a little smaller if it fits then.
  function putAndFit(block, page) {
    page.append(block);
    fitWidth(block);
    if (fits(page)) return true;
    const images = [...block.querySelectorAll(".shown img")];
    if (images.length !== 1) return false;
    const [image] = images, before = image.style.width;
    const { width, height } = image.getBoundingClientRect();
    const smaller = (width * (height - page.scrollHeight + HEIGHT)) / height - 1;
    const own = +image.getAttribute("width") || width;
    if (smaller >= SMALLEST * own) {
      image.style.width = smaller + "px";
      if (fits(page)) return true;
    }
    image.style.width = before;
    return false;
  }

  function fitsAlone(block, page) {
    const trial = page.cloneNode(false);
    trial.append(page.firstElementChild.cloneNode(true));
    measure.firstChild.append(trial);
    const copy = block.cloneNode(true);
    const fit = putAndFit(copy, trial);
    trial.remove();
    return fit;
  }

  function fits(page) {
    return page.getBoundingClientRect().height <= HEIGHT;
  }

  // Lines, tables and formulas that are too wide become smaller.
  function fitWidth(block) {
    const wide = block.matches("pre") ? [block] : [...block.querySelectorAll("pre")];
    for (const pre of wide) {
      if (pre.scrollWidth <= pre.clientWidth) continue;
      const size = parseFloat(getComputedStyle(pre).fontSize);
      pre.style.fontSize = Math.max(10, size * (pre.clientWidth / pre.scrollWidth) * 0.98) + "px";
    }
    for (const inner of block.querySelectorAll("table, mjx-container[display='true'] > svg")) {
      const room = block.clientWidth, width = inner.getBoundingClientRect().width;
      if (width > room) inner.style.zoom = (room / width) * 0.98;
    }
  }

  // Two halves of something that can be divided, or null.
  function halves(block) {
    if (block.matches(".together")) return [...block.children];
    if (block.matches(".text") && block.children.length === 1) {
      const parts = halves(block.firstElementChild);
      return parts && parts.map((part) => wrap(block, part));
    }
    if (block.matches("table") && block.tBodies.length === 1 && block.tBodies[0].rows.length > 3) {
      const second = block.cloneNode(true);    // with the same head
      const rows = [...block.tBodies[0].rows], twins = [...second.tBodies[0].rows];
      rows.forEach((row, i) => (i < rows.length / 2 ? twins[i] : row).remove());
      return [block, second];
    }
    if (!block.matches("ul, ol, blockquote, .fragment, div")) return null;
    const count = block.children.length;
    if (count < 2) return null;
    const first = block.cloneNode(false), second = block.cloneNode(false);
    [...block.children].forEach((child, i) => (i < count / 2 ? first : second).append(child));
    if (block.matches("ol")) second.start = (block.start || 1) + first.children.length;
    return [first, second];
  }

  function wrap(block, part) {
    const copy = block.cloneNode(false);
    copy.append(part);
    return copy;
  }
})();
