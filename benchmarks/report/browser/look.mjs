// Opens pages in a browser and says what is wrong with them, as JSON: a list of failures
// and of the names of the plots seen, for each page.
//
//   node look.mjs CHROMIUM PAGE.html ...

import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, ...pages] = process.argv.slice(2);

const browser = await chromium.launch({
  executablePath,
  // Text without coloured edges, so that colour is of data alone. A page of ours has nothing that
  // needs the network, and the browser nothing either.
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-lcd-text", "--force-color-profile=srgb",
  ],
});

// Runs in the page: what of a plot has a size, which texts stand outside it or on each other.
function inspect(figure) {
  const svg = figure.querySelector("svg");
  const box = (e) => {
    const { x, y, width, height } = e.getBoundingClientRect();
    return { x, y, width, height, right: x + width, bottom: y + height };
  };
  if (!svg) return { failures: ["has no SVG"], svg: false };
  const whole = box(svg);
  const failures = [];
  if (whole.width <= 300 || whole.height <= 150) failures.push(`is ${whole.width} by ${whole.height}`);
  if (!svg.checkVisibility({ opacityProperty: true, visibilityProperty: true })) failures.push("is not visible");
  if (!svg.getAttribute("aria-label")) failures.push("has no text that describes it");
  const drawn = [...svg.querySelectorAll("path")].map(box).filter((b) => b.width > 0 || b.height > 0);
  if (drawn.length < 5) failures.push(`is empty: ${drawn.length} shapes`);
  const texts = [...svg.querySelectorAll("text")].map((e) => ({ text: e.textContent, ...box(e) })).filter((t) => t.width > 0);
  if (texts.length < 3) failures.push(`is empty: ${texts.length} texts`);
  texts.forEach((a, i) => {
    if (a.x < whole.x - 1 || a.right > whole.right + 1 || a.y < whole.y - 1 || a.bottom > whole.bottom + 1) {
      failures.push(`cuts off "${a.text}"`);
    }
    for (const b of texts.slice(i + 1)) {
      const wide = Math.min(a.right, b.right) - Math.max(a.x, b.x);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.y, b.y);
      // Boxes of text have room above and below the letters.
      if (wide > 1 && high > 0.4 * Math.min(a.height, b.height)) failures.push(`has "${a.text}" on "${b.text}"`);
    }
  });
  return { failures, svg: true };
}

// Runs in an empty page: size, colours, and coloured points of a picture.
async function colours(url) {
  const picture = new Image();
  picture.src = url;
  await picture.decode();
  const canvas = new OffscreenCanvas(picture.naturalWidth, picture.naturalHeight);
  const context = canvas.getContext("2d");
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const distinct = new Set();
  let coloured = 0;
  for (let i = 0; i < data.length; i += 4) {
    const r = data[i], g = data[i + 1], b = data[i + 2];
    distinct.add((r << 16) | (g << 8) | b);
    if (Math.max(r, g, b) - Math.min(r, g, b) > 60) coloured++;
  }
  return { width: canvas.width, height: canvas.height, distinct: distinct.size, coloured };
}

const scratch = await browser.newPage();

async function look(path) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(20_000);
  const seen = { failures: [], plots: [], text: "" };
  try {
    await examine(page, pathToFileURL(path).href, seen);
  } catch (e) {
    seen.failures.push(`cannot be examined: ${e}`);
  }
  await page.close();
  return seen;
}

async function examine(page, own, seen) {
  const { failures, plots } = seen;
  page.on("request", (r) => {
    if (r.url() !== own && !r.url().startsWith("data:")) failures.push(`request: ${r.url()}`);
  });
  page.on("console", (m) => {
    if (m.type() === "error" || m.type() === "warning") failures.push(`console: ${m.text()}`);
  });
  page.on("pageerror", (e) => failures.push(`error: ${e}`));
  page.on("dialog", (d) => {
    failures.push(`dialog: ${d.message()}`);
    d.dismiss();
  });
  await page.goto(own, { waitUntil: "load" });

  const figures = await page.locator("figure").all();
  for (const figure of figures) {
    const name = await figure.getAttribute("data-plot");
    plots.push(name);
    const say = (what) => failures.push(`plot ${name} ${what}`);
    const { failures: faults, svg } = await figure.evaluate(inspect);
    faults.forEach(say);
    if (!svg) continue;
    const shot = await figure.locator(".plot").screenshot();
    const shown = await scratch.evaluate(colours, `data:image/png;base64,${shot.toString("base64")}`);
    if (shown.distinct < 10 || shown.coloured < 60) {
      say(`is empty: ${shown.distinct} colours, ${shown.coloured} coloured points`);
    }
    const link = await figure.locator("a[download]").getAttribute("href");
    const file = await scratch.evaluate(colours, link);
    if (file.width < 600 || file.coloured < 60) {
      say(`has an empty PNG: ${file.width} wide, ${file.coloured} coloured points`);
    }
  }

  for (const width of [1280, 400]) {
    await page.setViewportSize({ width, height: 900 });
    const across = await page.evaluate(() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth));
    if (across > width) failures.push(`scrolls sideways: ${across} wide at ${width}`);
    for (const [i, figure] of figures.entries()) {
      const box = await figure.evaluate((f) => f.querySelector("svg")?.getBoundingClientRect().toJSON());
      if (!box || box.width <= 300 || box.height <= 150) failures.push(`plot ${plots[i]} is too small at ${width}`);
    }
  }

  const rest = await page.evaluate(() => {
    const scripts = [...document.scripts].filter((s) => s.type !== "application/json").length;
    const within = JSON.parse(document.getElementById("result").textContent);
    const link = document.querySelector("#data a[download]").href;
    const bytes = Uint8Array.from(atob(link.slice(link.indexOf(",") + 1)), (c) => c.charCodeAt(0));
    const file = JSON.parse(new TextDecoder().decode(bytes));
    return { scripts, same: JSON.stringify(within) === JSON.stringify(file), text: document.body.innerText };
  });
  if (rest.scripts > 0) failures.push(`has ${rest.scripts} scripts`);
  if (!rest.same) failures.push("has other data than its download");
  seen.text = rest.text;
}

const all = {};
try {
  for (const path of pages) all[path] = await look(path);
} finally {
  await browser.close();
}
console.log(JSON.stringify(all));
