// Pages as wikis, forges, blogs and forums make them: their text stays, what surrounds it on every page goes.
import { expect, test } from 'vitest'
import { extract } from '../../../../src/rag/extract/index.ts'

const textOf = async (body: string) => (await extract('page.html', Buffer.from(`<!doctype html><body>${body}`))).text

test('an encyclopedia: no menus, no edit links, no footnote marks', async () => {
  expect(
    await textOf(`<a class="mw-jump-link" href="#c">Jump to content</a><header><nav>Main menu</nav></header>
      <main id="content"><header><h1>Heron</h1><div class="vector-menu"><a>12 languages</a><ul><li><a href="/de">Deutsch</a></li></ul></div></header>
      <p>Herons are birds.<sup class="reference"><a href="#1">[1]</a></sup> There are 72 species.<sup>[<i>citation needed</i>]</sup></p>
      <h2>Diet</h2><span class="mw-editsection">[<a href="e">edit</a>]</span><p>They eat 10 m<sup>2</sup> of fish.</p>
      <div class="navbox"><a href="1">Egrets</a> <a href="2">Storks</a></div><div class="catlinks"><a href="b">Birds</a></div></main>
      <footer>Edited in June. <a href="p">Privacy</a></footer>`),
  ).toBe('Heron\n\nHerons are birds. There are 72 species.\n\nDiet\n\nThey eat 10 m² of fish.')
})

test('an intranet wiki: no breadcrumbs, no list of contents, no footer', async () => {
  expect(
    await textOf(`<div id="page"><div id="main"><ol id="breadcrumbs"><li><a href="i">Engineering</a></li><li><a href="o">Operations</a></li></ol>
      <h1>On-call</h1><div id="main-content" class="wiki-content"><div class="toc-macro toc"><ul><li><a href="#a">Rota</a></li></ul></div>
      <h2>Rota</h2><p>The rota changes every Monday at 10:00.</p></div></div><div id="footer" role="contentinfo">Generated on Mar 10</div></div>`),
  ).toBe('On-call\n\nRota\n\nThe rota changes every Monday at 10:00.')
})

test('a blog: its callouts stay, cookies, shares and side columns go', async () => {
  expect(
    await textOf(`<div id="cookie-banner"><p>We use cookies to make this site better.</p><a href="p">More</a></div>
      <div class="topbar"><ul><li><a href="1">Start</a></li><li><a href="2">Products</a></li></ul></div>
      <div class="wrapper"><h1>How we plan leave</h1><p>Everyone enters their leave by the end of March, and the team agrees on it. Children at school go first.</p>
      <aside class="callout">Unused leave is lost on 31 March.</aside><div class="share-buttons"><a href="f">Facebook</a></div>
      <div class="sidebar"><h3>Latest posts</h3><ul><li><a href="4">Our new office</a></li><li><a href="5">Summer party</a></li></ul></div></div>
      <div class="newsletter-signup"><p>Get our newsletter!</p></div>`),
  ).toBe(
    'How we plan leave\n\nEveryone enters their leave by the end of March, and the team agrees on it. Children at school go first.\n\nUnused leave is lost on 31 March.',
  )
})

test('a forum: all posts stay', async () => {
  const post = (who: string, text: string) =>
    `<article class="post"><header><a href="u">${who}</a> <b>wrote</b></header><p>${text}</p><footer><a href="r">Reply</a></footer></article>`
  expect(
    await textOf(`<h1>VPN</h1>${post('jane', 'It hangs since the update.')}${post('omar', 'Delete the profile.')}`),
  ).toBe('VPN\n\njane wrote\n\nIt hangs since the update.\n\nomar wrote\n\nDelete the profile.')
})

test('a page without names: the block of links goes, the text and its table stay', async () => {
  const menu = ['Home', 'News', 'People', 'Tools', 'Forms', 'Map'].map((name) => `<a href="${name}">${name}</a><br>`)
  expect(
    await textOf(`<table><tr><td>${menu.join('')}</td><td><h2>Parking</h2><p>Parking is free on level 2. Visitors report to the gate, which closes at 20:00.</p>
      <table><tr><td>Level</td><td>Places</td></tr><tr><td>1</td><td>40</td></tr></table></td></tr></table>`),
  ).toBe(
    'Parking\n\nParking is free on level 2. Visitors report to the gate, which closes at 20:00.\n\n| Level | Places |\n| 1 | 40 |',
  )
})

test.each([
  [
    'links alone',
    '<ul><li><a href="1">Travel</a></li><li><a href="2">Leave</a></li><li><a href="3">Gifts</a></li><li><a href="4">Cars</a></li><li><a href="5">Food</a></li></ul>',
    '- Travel\n- Leave\n- Gifts\n- Cars\n- Food',
  ],
  [
    'a page that is all header',
    '<header><h1>Notice</h1><p>The office is closed.</p></header>',
    'Notice\n\nThe office is closed.',
  ],
  ['an empty main', '<main></main><div><p>The text that a script moves.</p></div>', 'The text that a script moves.'],
  [
    'a column by name that holds the text',
    '<div class="sidebar"><h1>Rules</h1><p>Smoking is allowed outside only. Dogs are welcome on Fridays. Cats are not.</p></div>',
    'Rules\n\nSmoking is allowed outside only. Dogs are welcome on Fridays. Cats are not.',
  ],
  ['nothing but navigation', '<nav>Start</nav>', 'Start'],
])('a page is never emptied: %s', async (_name, body, text) => {
  expect(await textOf(body)).toBe(text)
})
