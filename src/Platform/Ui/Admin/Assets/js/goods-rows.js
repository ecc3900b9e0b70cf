/**
 * Rows of a form that can be added and removed: `data-rows="variants"` holds rows `variants[0]`, `variants[1]` …, the last
 * of which is empty and spare. Without the script the spare one is filled in; with it, it is what new rows are made of.
 */
export function startRows() {
  const spares = new WeakMap();
  const idOf = (name) => name.replace(/[.[]/g, "-").replaceAll("]", "");

  /** Everything below a row that carries its number gets another one. */
  const number = (row, part, from, to) => {
    const [oldName, newName] = [`${part}[${from}]`, `${part}[${to}]`];
    const [oldId, newId] = [`f-${idOf(oldName)}-`, `f-${idOf(newName)}-`];
    for (const element of row.querySelectorAll("*")) {
      for (const attribute of ["name", "data-rows", "data-add"]) {
        if (element.getAttribute(attribute)?.startsWith(oldName)) {
          element.setAttribute(attribute, newName + element.getAttribute(attribute).slice(oldName.length));
        }
      }

      for (const attribute of ["id", "for", "aria-describedby"]) {
        if (element.hasAttribute(attribute)) {
          element.setAttribute(attribute, element.getAttribute(attribute).replaceAll(oldId, newId));
        }
      }
    }
  };

  const partOf = (rows) => rows.dataset.rows;
  const prepare = (root) => {
    for (const rows of root.querySelectorAll("[data-rows]")) {
      const spare = rows.querySelector(":scope > .spare");
      // What lies in a spare row, taken out a moment ago, is prepared when the row is added.
      if (!spare || !root.contains(rows)) {
        continue;
      }

      spare.remove();
      spare.classList.remove("spare");
      spares.set(rows, { row: spare, at: [...rows.children].length });
      rows.dataset.next = String(rows.children.length);
      const add = root.querySelector(`[data-add="${CSS.escape(partOf(rows))}"]`);
      if (add) {
        add.hidden = false;
      }
    }

    root.querySelectorAll("[data-remove]").forEach((button) => (button.hidden = false));
  };

  const changed = (element) => element.dispatchEvent(new Event("input", { bubbles: true }));

  prepare(document);
  document.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add]");
    if (add) {
      const rows = [...document.querySelectorAll("[data-rows]")].find((one) => partOf(one) === add.dataset.add);
      const { row, at } = spares.get(rows);
      const next = Number(rows.dataset.next);
      const made = row.cloneNode(true);
      number(made, partOf(rows), at, next);
      rows.dataset.next = String(next + 1);
      rows.append(made);
      prepare(made);
      changed(rows);
      made.querySelector("input:not([type=hidden]), select, textarea")?.focus();
      return;
    }

    const remove = event.target.closest("[data-remove]");
    if (remove) {
      const row = remove.closest("[data-row]");
      const rows = row.parentElement;
      row.remove();
      changed(rows);
      (rows.querySelector(":scope > [data-row]:last-child input:not([type=hidden])") ?? rows.parentElement.querySelector("[data-add]"))?.focus();
    }
  });
}
