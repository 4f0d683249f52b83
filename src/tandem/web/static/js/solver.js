// The panel of the solver: a slider beside each number, kept in step; a list that narrows; rows that are added.

function precision(step) {
  const [, decimals = ""] = String(step).split(".");
  return decimals.length;
}

// « data-slider » is « lowest highest step ». The slider has no name: only the number is sent.
function addSlider(number) {
  const [min, max, step] = number.dataset.slider.split(" ");
  const slider = document.createElement("input");
  slider.type = "range";
  slider.className = "slider";
  slider.min = min;
  slider.max = max;
  slider.step = step;
  slider.value = number.value;
  const label = number.labels[0]?.textContent.trim() ?? "";
  slider.setAttribute("aria-label", `${label} (curseur)`);
  slider.addEventListener("input", () => {
    number.value = Number(slider.value).toFixed(precision(step));
  });
  number.addEventListener("input", () => {
    slider.value = number.value;
  });
  (number.closest(".with-unit") ?? number).after(slider);
}

// What the threshold of the cut-off counts depends on its mode.
const UNITS = { part: "% des formations", score: "points", contrats: "contrats" };

function bindCutOff(form) {
  const mode = form.elements.coupure_mode;
  const value = form.elements.coupure_valeur;
  if (!mode || mode.type === "hidden") return;
  const unit = value.closest(".field").querySelector(".unit");
  const show = () => {
    value.closest(".field").hidden = !(mode.value in UNITS);
    unit.textContent = UNITS[mode.value] ?? "";
  };
  mode.addEventListener("change", show);
  show();
}

// A base to fix starts from the one just solved.
function bindMode(form) {
  const base = form.elements.base;
  form.addEventListener("change", (event) => {
    if (event.target.name !== "mode" || event.target.value !== "fixee" || base.value) return;
    base.value = document.getElementById("resultat").dataset.base ?? "";
    base.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function bindFilter(input) {
  const list = document.getElementById(input.dataset.filterList);
  const narrow = () => {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    for (const label of list.querySelectorAll("label")) {
      const text = fold(label.textContent);
      label.hidden = !words.every((word) => text.includes(word));
    }
  };
  // The words narrow the list only: the simulation does not change.
  for (const type of ["input", "change"]) {
    input.addEventListener(type, (event) => {
      event.stopPropagation();
      narrow();
    });
  }
}

function bindSelections(form) {
  const button = form.querySelector("[data-add-selection]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const rows = form.querySelectorAll("[data-selection]");
    const row = rows[rows.length - 1].cloneNode(true);
    row.querySelector("legend").textContent = `Choix ${rows.length + 1}`;
    for (const input of row.querySelectorAll("input")) input.value = "";
    button.before(row);
    row.querySelector("input").focus();
  });
}

const form = document.getElementById("solveur");
if (form) {
  form.querySelectorAll("[data-slider]").forEach(addSlider);
  form.querySelectorAll("[data-filter-list]").forEach(bindFilter);
  bindCutOff(form);
  bindMode(form);
  bindSelections(form);
}
