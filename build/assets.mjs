// Bundles and minifies styles and scripts, and puts the hash of its content into each file's name, so that a browser
// may keep it for ever. Usage: node build/assets.mjs [OUTDIR]. Writes OUTDIR/manifest.json: plain name -> hashed name.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = resolve(fileURLToPath(import.meta.url), "../..");
const out = resolve(process.argv[2] ?? join(root, "artifacts/assets"));
const sources = join(root, "src/Storefront/Assets");
const admin = join(root, "src/Platform/Ui/Admin/Assets");
const tabler = join(root, "node_modules/@tabler/icons/icons/outline");
const fonts = join(root, "node_modules/@fontsource-variable/anek-bangla/files");
const manifest = {};

/** Stores `content` under a name that holds its hash; answers that name. */
async function put(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const hashed = `${basename(name, extname(name))}.${hash}${extname(name)}`;
  await writeFile(join(out, hashed), content);
  return hashed;
}

async function keep(name, content) {
  manifest[name] = await put(name, content);
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

for (const subset of ["latin", "latin-ext", "bengali"]) {
  await keep(`anek-${subset}.woff2`, await readFile(join(fonts, `anek-bangla-${subset}-wght-normal.woff2`)));
}

await keep("icons.svg", await sprite(join(sources, "icons")));
await keep("admin-icons.svg", await tablerSprite(await readFile(join(admin, "icons.txt"), "utf8")));
for (const file of (await readdir(sources)).filter((name) => /\.(svg|png)$/.test(name))) {
  await keep(file, await readFile(join(sources, file)));
}

// The styles name fonts by their plain names; they get the hashed ones.
const hashedFonts = {
  name: "hashed-fonts",
  setup(bundler) {
    bundler.onResolve({ filter: /\.woff2$/ }, ({ path }) => {
      const hashed = manifest[basename(path)];
      return hashed ? { path: `./${hashed}`, external: true } : { errors: [{ text: `No font ${path}` }] };
    });
  },
};

const common = { bundle: true, minify: true, write: false, legalComments: "none", absWorkingDir: root };
const entry = async (name, options, folder = sources) => {
  const result = await build({ ...common, ...options, entryPoints: [join(folder, name)] });
  await keep(name.replace(/\.ts$/, ".js"), result.outputFiles[0].contents);
};
await entry("shop.css", { target: ["chrome100", "firefox100", "safari15.4"], plugins: [hashedFonts] });
await entry("shop.js", { target: ["es2020"], format: "iife", nodePaths: [join(root, "node_modules")] });
await entry("theme.js", { target: ["es2020"], format: "iife" });
await entry("admin.css", { target: ["chrome100", "firefox100", "safari15.4"], plugins: [hashedFonts] }, admin);
await entry("admin.js", { target: ["es2022"], format: "iife", nodePaths: [join(root, "node_modules")] }, admin);
await entry("admin-theme.js", { target: ["es2020"], format: "iife" }, admin);

// Licences of what was bundled go with it.
const licence = (path) => readFile(join(root, "node_modules", path), "utf8");
await writeFile(
  join(out, "LICENSES.txt"),
  `Anek Bangla\n\n${await licence("@fontsource-variable/anek-bangla/LICENSE")}\n\nhtmx\n\n${await licence("htmx.org/LICENSE")}\n\nTabler (with Bootstrap, MIT, Copyright the Bootstrap Authors) and Tabler Icons\n\n${await licence("@tabler/icons/LICENSE")}\n`,
);
await writeFile(join(out, "manifest.json"), JSON.stringify(manifest, null, 2));

/** One file of all pictures of a folder: each `name.svg` becomes the symbol `name`. */
async function sprite(folder) {
  const symbols = [];
  // A symbol inherits from where it is used, not from this file: so each says itself how it is drawn.
  const line = `fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"`;
  for (const file of (await readdir(folder)).filter((name) => name.endsWith(".svg")).sort()) {
    for (const [, name, body] of (await readFile(join(folder, file), "utf8")).matchAll(/<symbol id="([a-z-]+)"[^>]*>(.*?)<\/symbol>/gs)) {
      symbols.push(`<symbol id="${name}" viewBox="0 0 24 24" ${line}>${body.replace(/\s+/g, " ").trim()}</symbol>`);
    }
  }

  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

/** The named ones of Tabler's icons, one a line, as one file of symbols. */
async function tablerSprite(names) {
  const symbols = [];
  const line = `fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"`;
  for (const name of names.split(/\s+/).filter(Boolean)) {
    const body = (await readFile(join(tabler, `${name}.svg`), "utf8")).match(/<svg[^>]*>(.*)<\/svg>/s)[1].replace(/<path stroke="none"[^>]*\/>/, "");
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24" ${line}>${body.replace(/\s+/g, " ").trim()}</symbol>`);
  }

  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}
