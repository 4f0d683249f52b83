// What every page needs: the menu on a phone, menus that close, dialogs, focus on errors, announcements.

function bindToggles() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-toggle]");
    if (!button) return;
    const target = document.getElementById(button.dataset.toggle);
    const isOpen = target.classList.toggle("is-open");
    button.setAttribute("aria-expanded", String(isOpen));
  });
}

function bindMenus() {
  const opened = () => document.querySelectorAll("details[data-menu][open]");
  document.addEventListener("click", (event) => {
    for (const menu of opened()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of opened()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

function bindDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    if (opener) document.getElementById(opener.dataset.dialogOpen).showModal();
    const closer = event.target.closest("[data-dialog-close]");
    if (closer) closer.closest("dialog").close();
  });
}

function bindUploads() {
  for (const type of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(type, (event) => {
      const area = event.target.closest?.("[data-upload]");
      if (!area) return;
      area.classList.toggle("is-over", type === "dragover");
      const input = area.querySelector("input[type=file]");
      if (type === "dragover") event.preventDefault();
      if (type === "drop" && event.target !== input) {
        event.preventDefault();
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  }
}

function bindPrint() {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
}

// A fragment that htmx brings may carry data-announce: screen readers hear it without losing the focus.
function announce(root) {
  const node = root.matches?.("[data-announce]") ? root : root.querySelector?.("[data-announce]");
  if (node) document.getElementById("annonces").textContent = node.dataset.announce;
}

function focusFirstError(root) {
  root.querySelector("[data-focus]")?.focus();
}

// A table that htmx replaces keeps its open menu and its scroll position.
function bindTables() {
  const kept = new Map();
  document.addEventListener("htmx:beforeSwap", (event) => {
    const block = event.detail.target;
    if (!block.matches(".table-block")) return;
    const open = block.querySelector("details[open][id]");
    const zone = block.querySelector(".table-region");
    kept.set(block.id, { open: open?.id, left: zone.scrollLeft });
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const [id, state] of kept) {
      const block = document.getElementById(id);
      if (!block) continue;
      if (state.open) document.getElementById(state.open).open = true;
      block.querySelector(".table-region").scrollLeft = state.left;
    }
    kept.clear();
  });
}

bindToggles();
bindTables();
bindMenus();
bindDialogs();
bindUploads();
bindPrint();
focusFirstError(document);
document.addEventListener("htmx:afterSettle", (event) => {
  announce(event.target);
  focusFirstError(event.target);
});
for (const failure of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failure, () => {
    const alert = document.createElement("p");
    alert.className = "alert tone-danger";
    alert.textContent = "La mise à jour a échoué\u202f: rechargez la page, puis recommencez.";
    document.getElementById("messages").replaceChildren(alert);
  });
}

// A whole page in answer to a request for a fragment (the session has ended: sign-in page) is gone to, not swapped in.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target } = event.detail;
  if (target === document.body || !xhr.responseText.trimStart().toLowerCase().startsWith("<!doctype")) return;
  event.detail.shouldSwap = false;
  if (xhr.status < 400) window.location.assign(xhr.responseURL);
});
