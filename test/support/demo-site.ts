import { type FileTree } from './ftp-server/memory-store.js';

/** The website of a small bakery, as it may lie on any web host: for demos and tests. */
export function demoSite(): FileTree {
  return {
    '.htaccess': htaccess,
    'README.md': readme,
    'index.html': page('Good bread takes its time', home),
    'about.html': page('About us', about),
    css: { 'style.css': style },
    js: { 'app.js': script },
    images: { 'loaf.png': Buffer.from(loaf.join(''), 'base64'), 'oven.svg': oven },
    blog: {
      'index.html': page('The flour diary', blogIndex),
      '2026-02-14-a-new-oven.html': page('A new oven', newOven),
      '2026-05-02-rye-and-patience.html': page('Rye and patience', rye),
      '2026-09-20-market-days.html': page('Market days', market),
    },
  };
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title} · Hollow Lane Bakery</title>
    <link rel="stylesheet" href="/css/style.css" />
    <script src="/js/app.js" defer></script>
  </head>
  <body>
    <header>
      <img src="/images/loaf.png" alt="A round loaf" width="32" height="32" />
      <nav><a href="/">Bread</a> <a href="/about.html">About</a> <a href="/blog/">Diary</a></nav>
    </header>
    <main>
      <h1>${title}</h1>
${body.trimEnd().replace(/^(?=.)/gm, '      ')}
    </main>
    <footer>Hollow Lane Bakery, open <span id="hours">from seven</span>.</footer>
  </body>
</html>
`;
}

const home = `
<p>Three kinds of flour, water, salt, and a starter that is older than our youngest baker.</p>
<ul>
  <li>Country loaf, dark crust, on every shelf by seven</li>
  <li>Rye with caraway, Tuesdays and Fridays</li>
  <li>Cardamom buns, until they are gone</li>
</ul>
`;

const about = `
<p>We are four people, one oven and a cat who is not allowed in.</p>
<p>The grain comes from two farms that we can see from the roof.</p>
`;

const blogIndex = `
<ul>
  <li><a href="2026-09-20-market-days.html">Market days</a></li>
  <li><a href="2026-05-02-rye-and-patience.html">Rye and patience</a></li>
  <li><a href="2026-02-14-a-new-oven.html">A new oven</a></li>
</ul>
`;

const newOven = `
<p>It came in eleven boxes. We baked in ten of them, so to speak, before the last one was found.</p>
<p>The first loaf was charcoal, the second was lunch.</p>
`;

const rye = `
<p>Rye does not like to be hurried. Mix it in the evening, say good night, and mean it.</p>
`;

const market = `
<p>Saturday at the town hall: bring a bag. Sunday at the river: bring a friend, and the bag.</p>
<p>Crème fraîche from next door goes with everything, even with the burnt ends.</p>
`;

const readme = `# Hollow Lane Bakery

The website, as it is on the server. There is no build step: what you save is what people see.

- \`css/\`, \`js/\`, \`images/\`: what the pages share
- \`blog/\`: one file a post, the newest on top of \`blog/index.html\`
`;

const htaccess = `Options -Indexes
DirectoryIndex index.html
ErrorDocument 404 /index.html
`;

const style = `:root {
  --crust: #d6783c;
  --crumb: #faf6ec;
  --night: #5c4033;
}

body {
  margin: 0 auto;
  max-width: 40rem;
  padding: 1.5rem;
  background: var(--crumb);
  color: var(--night);
  font: 1.1rem/1.6 Georgia, serif;
}

header {
  display: flex;
  align-items: center;
  gap: 1rem;
}

a {
  color: var(--crust);
}
`;

const script = `// Says whether somebody is behind the counter right now.
const hours = document.getElementById('hours');
const now = new Date().getHours();
if (hours) hours.textContent = now >= 7 && now < 14 ? 'right now' : 'from seven to two';
`;

const oven = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24">
  <rect x="3" y="4" width="18" height="16" rx="3" fill="#5c4033" />
  <path d="M6 17v-4a6 6 0 0 1 12 0v4z" fill="#d6783c" />
</svg>
`;

const loaf = [
  'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAMAAABEpIrGAAAADFBMVEX69uzWeDxcQDN4lm62QpMiAAAAVElEQVR42u',
  '3RwQ5AEQxE0Q7//88SRLSmrZWVWcm7Z+GFyN/7oWCugOUelgDJRiiiAhEmnAKOUBeIBFwR/MI4aEB2CyTrOZCsc8Gf',
  'y8uWbJ9rsgegAebIAwflZHXlAAAAAElFTkSuQmCC',
];
