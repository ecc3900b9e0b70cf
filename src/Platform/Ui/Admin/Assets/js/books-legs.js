/** The sums of both sides of an entry while it is typed, in each currency, and what is missing to make them even. */
export function startLegs() {
  const form = document.querySelector("form[data-legs]");
  const foot = form?.querySelector("[data-sums]");
  if (!foot) {
    return;
  }

  const rows = () => [...form.querySelectorAll("[data-row]")];
  const field = (row, name) => row.querySelector(`[name$=".${name}"]`);

  // Rows are added as they are needed, so a phone need not begin with many empty ones.
  const blank = rows().filter((row) => ["account", "debit", "credit", "memo"].every((name) => !field(row, name).value));
  const kept = Math.max(1, (innerWidth < 768 ? 2 : 4) - (rows().length - blank.length));
  blank.slice(kept).forEach((row) => row.remove());

  /** Whole minor units of what was typed, in the digits of either script; nothing where it is no amount. */
  const minor = (text, digits) => {
    const plain = text.trim().replaceAll(",", "").replace(/[০-৯]/g, (digit) => "০১২৩৪৫৬৭৮৯".indexOf(digit));
    const [, whole, part = ""] = /^(\d{1,16})(?:\.(\d*))?$/.exec(plain) ?? [];
    return whole && part.length <= digits ? BigInt(whole + part.padEnd(digits, "0")) : 0n;
  };

  const written = (amount, { unit, digits }, many) => {
    const text = amount.toString().padStart(digits + 1, "0");
    const decimal = digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text;
    const figure = new Intl.NumberFormat(form.dataset.locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(decimal);
    return many ? `${figure} ${unit}` : figure;
  };

  const show = () => {
    const sums = new Map();
    for (const row of rows()) {
      const account = field(row, "account").selectedOptions[0];
      const unit = account?.dataset.unit ?? foot.dataset.unit;
      const sum = sums.get(unit) ?? { unit, digits: Number(account?.dataset.digits ?? foot.dataset.digits), debit: 0n, credit: 0n };
      sum.debit += minor(field(row, "debit").value, sum.digits);
      sum.credit += minor(field(row, "credit").value, sum.digits);
      sums.set(unit, sum);
    }

    const used = [...sums.values()].filter((sum) => sum.debit || sum.credit);
    const many = used.length > 1;
    for (const side of ["debit", "credit"]) {
      foot.querySelector(`[data-sum=${side}]`).textContent = used.map((sum) => written(sum[side], sum, many)).join(" · ");
    }

    const off = used.filter((sum) => sum.debit !== sum.credit);
    const said = foot.querySelector("[data-difference]");
    said.classList.toggle("off", off.length > 0);
    said.textContent = used.length === 0 ? "" : off.length === 0 ? said.dataset.even
      : said.dataset.off.replace("{0}", off.map((sum) => written(sum.debit > sum.credit ? sum.debit - sum.credit : sum.credit - sum.debit, sum, many)).join(" · "));
  };

  form.addEventListener("input", show);
  foot.hidden = false;
  show();
}
