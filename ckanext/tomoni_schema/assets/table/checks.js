// What the browser can say of a cell at once, by the Table Schema; the server's check says the rest a moment later.
(() => {
  "use strict";
  const T = (globalThis.tomoniTable = globalThis.tomoniTable || {});
  const NUMBER = /^[-+]?\d+(\.\d+)?$/;
  const TIME = /^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;

  T.fill = (template, values) => template.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));

  const isDate = (value) => {
    const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
    if (!parts) return false;
    const [year, month, day] = parts.slice(1).map(Number);
    const made = new Date(Date.UTC(year, month - 1, day));
    return made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
  };

  const number = (column, value, texts) => {
    if (!NUMBER.test(value)) return texts.number;
    if (column.type === "integer" && value.includes(".")) return texts.number;
    if (column.minimum !== undefined && Number(value) < column.minimum) return T.fill(texts.minimum, { limit: column.minimum });
    if (column.maximum !== undefined && Number(value) > column.maximum) return T.fill(texts.maximum, { limit: column.maximum });
    return null;
  };

  const matches = (pattern, value) => {
    try {
      return new RegExp(`^(?:${pattern})$`, "u").test(value);
    } catch {
      return true; // a pattern of another dialect: the server judges
    }
  };

  T.check = (column, written, texts) => {
    const value = written.trim();
    if (value === "") return column.required ? texts.required : null;
    if (column.enum && !column.enum.includes(value)) return T.fill(texts.enum, { choices: column.enum.join(texts.comma) });
    if (column.type === "number" || column.type === "integer") return number(column, value, texts);
    if (column.type === "date" && !isDate(value)) return texts.date;
    if (column.type === "time" && !TIME.test(value)) return texts.time;
    if (column.format === "uri" && !/^https?:\/\/[^\s]+$/u.test(value)) return texts.uri;
    if (column.pattern && !matches(column.pattern, value)) {
      return T.fill(texts.pattern, { example: column.example || column.pattern });
    }
    return null;
  };
})();
