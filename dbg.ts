import { walkShop } from './test/e2e/capture/style-shop.ts';
for (const name of process.argv.slice(2)) {
const [file, key] = name.split('/');
const shops = await import(`./test/e2e/capture/${file}.shop.ts`);
const [w] = await walkShop(shops[key ?? file!]).catch((e) => [e]);
console.log(w.errors ?? w, w.missing, w.surplus);
if (process.env['ALL']) for (const e of w.captured) console.log(JSON.stringify(e));
}
process.exit();
