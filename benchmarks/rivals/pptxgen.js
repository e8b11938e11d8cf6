// PptxGenJS, timed as `child.py` times the others: node pptxgen.js FOLDER OUT CALLS SECONDS
const fs = require("fs");
const [folder, out, calls, seconds] = process.argv.slice(2);
const content = JSON.parse(fs.readFileSync(`${folder}/flow.json`));

async function build() {
  const Deck = require("pptxgenjs");
  const deck = new Deck();
  deck.layout = "LAYOUT_16x9";
  const cover = deck.addSlide();
  cover.addText(content.title, { x: 0.5, y: 1, w: 9, h: 1.5, fontSize: 32 });
  cover.addText(content.front.join("\n"), { x: 0.5, y: 3, w: 9, h: 2, fontSize: 14 });
  for (const [title, item] of content.slides) {
    const slide = deck.addSlide();
    slide.addText(title, { x: 0.5, y: 0.3, w: 9, h: 0.8, fontSize: 24 });
    if (item.kind === "text") {
      const lines = item.items.map((text) => ({ text, options: { bullet: true, breakLine: true } }));
      if (lines.length) slide.addText(lines, { x: 0.5, y: 1.2, w: 9, h: 4, fontSize: 14 });
    } else if (item.kind === "table") {
      const width = Math.max(...[item.head, ...item.rows].map((row) => row.length));
      const rows = (item.head.length ? [item.head] : []).concat(item.rows);
      const cells = rows.map((row) =>
        Array.from({ length: width }, (_, column) => ({ text: row[column] || "", options: { fontSize: 10 } })));
      slide.addTable(cells, { x: 0.5, y: 1.2, w: 9 });
    } else {
      const series = item.series.map(([name, values]) => ({ name, labels: item.categories, values }));
      const kind = item.form === "line" ? deck.charts.LINE : deck.charts.BAR;
      slide.addChart(kind, series, { x: 0.5, y: 1.2, w: 9, h: 4, showLegend: true, showTitle: true, title: item.title });
    }
  }
  return deck.write({ outputType: "nodebuffer", compression: true });
}

async function timed() {
  const before = process.cpuUsage();
  const made = await build();
  const used = process.cpuUsage(before);
  return [(used.user + used.system) / 1e6, made];
}

(async () => {
  const [first, made] = await timed();
  const warm = [];
  while (warm.length < +calls && warm.reduce((sum, one) => sum + one, 0) < +seconds) warm.push((await timed())[0]);
  fs.writeFileSync(out, made);
  console.log(JSON.stringify({ first, warm, memory: +/VmHWM:\s+(\d+)/.exec(fs.readFileSync("/proc/self/status"))[1] }));
})();
