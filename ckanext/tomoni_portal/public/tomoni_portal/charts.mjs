// Draws each chart from the table beneath it; the table folds away once the chart stands, and never goes.
const COLOURS = ["--tomoni-key", "--tomoni-line", "--tomoni-line-strong"];
const LINES = ["--tomoni-key", "--tomoni-good", "--tomoni-poor"];
const DASHES = [[], [6, 4], [2, 3]];

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#1a1a1a";
}

function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.Chart);
    script.onerror = reject;
    document.head.append(script);
  });
}

function read(table, columns) {
  const names = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent);
  const rows = [...table.tBodies[0].rows];
  const number = (cell) => (cell.dataset.value === "" ? null : Number(cell.dataset.value));
  const series = names.map((label, index) => ({ label, data: rows.map((row) => number(row.cells[index + 1])) }));
  return { labels: rows.map((row) => row.cells[0].textContent), series: columns ? series.slice(0, columns) : series };
}

function dataset({ label, data }, index, kind) {
  const colours = kind === "stacked" ? COLOURS : LINES;
  const own = colour(colours[index % colours.length]);
  const line = { borderDash: DASHES[index % DASHES.length], pointRadius: 4 };
  return { label, data, backgroundColor: own, borderColor: own, ...(kind === "line" ? line : { maxBarThickness: 32 }) };
}

function options(kind, most, series) {
  const value = { beginAtZero: true, stacked: kind === "stacked", ...(most ? { max: most } : {}), ticks: { precision: 0 } };
  const label = { stacked: kind === "stacked", grid: { display: false } };
  return {
    indexAxis: kind === "line" ? "x" : "y",
    maintainAspectRatio: false,
    animation: false,
    scales: kind === "line" ? { x: label, y: value } : { x: value, y: label },
    plugins: { legend: { display: series > 1, position: "bottom", labels: { usePointStyle: kind === "line", pointStyle: "line" } } },
  };
}

function draw(Chart, section) {
  const { chart: kind, most, columns } = section.dataset;
  const { labels, series } = read(section.querySelector("table"), Number(columns));
  const box = section.querySelector("[data-canvas]");
  box.hidden = false;
  if (kind === "bar" && series.length > 1) {
    box.style.height = `${labels.length * series.length * 1.75 + 4}rem`;
  }
  const datasets = series.map((each, index) => dataset(each, index, kind));
  Chart.defaults.font.family = getComputedStyle(section).fontFamily;
  Chart.defaults.font.size = 13;
  Chart.defaults.color = colour("--tomoni-ink");
  const config = { type: kind === "line" ? "line" : "bar", data: { labels, datasets } };
  new Chart(box.firstElementChild, { ...config, options: options(kind, Number(most), series.length) });
  section.querySelector("details").open = false;
}

const sections = document.querySelectorAll("[data-chart]");
if (sections.length > 0) {
  const Chart = await load(sections[0].dataset.library).catch(() => null);
  if (Chart) {
    sections.forEach((section) => draw(Chart, section));
  }
}
