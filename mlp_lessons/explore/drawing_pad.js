// A square of paper to draw on. Its picture goes to Python as bytes, one a pixel, row by row: 0 is paper, 255 ink.
// Pen, finger and mouse draw; with the keyboard the arrow keys move the pen and the space bar sets it down and lifts it.
const SIDE = 252, PEN = 19, STEP = 6;

function render({ model, el }) {
  el.innerHTML = `<canvas width="${SIDE}" height="${SIDE}" tabindex="0" role="img" aria-label="Paper to draw a digit on.
    Arrow keys move the pen, the space bar sets it down and lifts it."></canvas><div><button>Undo</button> <button>Clear</button></div>`;
  el.dataset.lmSuppressShortcuts = "true";                  // or JupyterLab would take the arrow keys
  const canvas = el.querySelector("canvas"), [undo, clear] = el.querySelectorAll("button");
  canvas.style.cssText = "background:#fff;border:2px solid #767676;border-radius:4px;cursor:crosshair;touch-action:none;max-width:100%";
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  let strokes = [], drawing = false, sending = 0, at = [SIDE / 2, SIDE / 3], down = false;

  function draw() {
    pen.clearRect(0, 0, SIDE, SIDE);
    Object.assign(pen, { lineWidth: PEN, lineCap: "round", lineJoin: "round", strokeStyle: "#222" });
    for (const stroke of strokes) {
      pen.beginPath();
      pen.moveTo(...stroke[0]);
      for (const point of stroke.length > 1 ? stroke.slice(1) : stroke) pen.lineTo(...point);
      pen.stroke();
    }
  }
  function send() {
    const rgba = pen.getImageData(0, 0, SIDE, SIDE).data, ink = new Uint8Array(SIDE * SIDE);
    for (let k = 0; k < ink.length; k++) ink[k] = rgba[4 * k + 3];
    model.set("value", new DataView(ink.buffer));
    model.save_changes();
  }
  function changed() {                                      // several times a second while it grows
    draw();
    if (sending) return;                                    // the picture is on its way soon
    sending = setTimeout(() => { sending = 0; send(); showPen(); }, 10);
  }
  function showPen() {                                      // where the keyboard's pen is: never sent
    if (document.activeElement !== canvas || !canvas.matches(":focus-visible")) return;
    pen.strokeStyle = "#D55E00"; pen.lineWidth = 2;
    pen.beginPath(); pen.arc(...at, down ? PEN / 2 : PEN / 4, 0, 7); pen.stroke();
  }
  const place = event => [event.offsetX * SIDE / canvas.offsetWidth, event.offsetY * SIDE / canvas.offsetHeight];
  canvas.onpointerdown = event => { canvas.setPointerCapture(event.pointerId); drawing = true; strokes.push([place(event)]); changed(); };
  canvas.onpointermove = event => { if (drawing) { strokes.at(-1).push(place(event)); changed(); } };
  canvas.onpointerup = canvas.onpointercancel = () => { drawing = false; };
  canvas.onkeydown = event => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (way) at = at.map((x, k) => Math.min(Math.max(x + STEP * way[k], PEN), SIDE - PEN));
    else if (event.key === " ") { down = !down; if (down) strokes.push([at]); }
    else return;
    event.preventDefault();
    if (way && down) strokes.at(-1).push(at);
    changed();
  };
  undo.onclick = () => { strokes.pop(); down = false; changed(); };
  clear.onclick = () => { strokes = []; down = false; changed(); };
}
export default { render };
