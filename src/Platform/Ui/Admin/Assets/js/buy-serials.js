/** How many serial numbers stand in a field, of how many pieces, while they are typed or scanned: SN01..SN09 is nine. */
export function startSerials() {
  const many = (text) => text.split(/[\s,;]+/).filter(Boolean).reduce((sum, one) => {
    const [, , from, to] = /^(.*?)(\d+)\.\.\1(\d+)$/.exec(one) ?? [];
    return sum + (from && from.length === to.length && Number(from) <= Number(to) ? Number(to) - Number(from) + 1 : 1);
  }, 0);
  const plain = (text) => Number(text.trim().replace(/[০-৯]/g, (digit) => "০১২৩৪৫৬৭৮৯".indexOf(digit)));
  const written = (number) => new Intl.NumberFormat(document.documentElement.lang, { useGrouping: false }).format(number);

  for (const part of document.querySelectorAll("[data-serials]")) {
    const field = part.querySelector("textarea");
    const quantity = part.closest("li").querySelector("[name^=quantity]");
    const said = part.querySelector("output");
    const show = () => {
      const expected = quantity.value.trim() ? plain(quantity.value) : Number(part.dataset.expected);
      said.textContent = part.dataset.serials.replace("{0}", written(many(field.value))).replace("{1}", Number.isNaN(expected) ? "?" : written(expected));
    };
    field.addEventListener("input", show);
    quantity.addEventListener("input", show);
    show();
  }
}
