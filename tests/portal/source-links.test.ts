import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { createSourceLinks } from '../../src/portal/source-links.ts'

const origin = () => 'http://127.0.0.1:3000'
const links = createSourceLinks({ key: new Uint8Array(32).fill(7), origin })
const tokenOf = (link: string) => new URL(link).pathname.split('/')[2] ?? ''

test('a link names its place, and comes back as it went', () => {
  const link = links.linkTo('d1', 10, 20, 'r1')
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:3000\/source\/[\w-]+\.[\w-]+#passage$/)
  expect(links.read(tokenOf(link))).toEqual({ documentId: 'd1', start: 10, end: 20, revision: 'r1' })
  expect(links.read(tokenOf(links.linkTo('d1', 10, 20)))).toEqual({ documentId: 'd1', start: 10, end: 20 })
})

test('what was forged, altered, cut or signed with another key reads as nothing', () => {
  const token = tokenOf(links.linkTo('d1', 10, 20))
  const [payload = '', signature = ''] = token.split('.')
  const wider = Buffer.from(JSON.stringify(['d1', 0, 9_999])).toString('base64url')
  const foreign = tokenOf(createSourceLinks({ key: new Uint8Array(32), origin }).linkTo('d1', 10, 20))
  for (const forged of [
    `${wider}.${signature}`,
    payload,
    `${payload}.`,
    `${payload}.${signature}=`,
    `${token}.x`,
    'x.y',
    foreign,
  ]) {
    expect([forged, links.read(forged)]).toEqual([forged, null])
  }
})

test('a signature is too long to be guessed, and made for links alone', () => {
  const [payload = '', signature = ''] = tokenOf(links.linkTo('d1', 10, 20)).split('.')
  expect(Buffer.from(signature, 'base64url').length).toBeGreaterThanOrEqual(16)
  const bare = createHmac('sha256', new Uint8Array(32).fill(7)).update(payload).digest().subarray(0, 16)
  expect(links.read(`${payload}.${bare.toString('base64url')}`)).toBeNull()
})

test('a slash at the end of the address makes no second one', () => {
  const behind = createSourceLinks({ key: new Uint8Array(32), origin: () => 'https://bot.example.com/rag//' })
  expect(behind.linkTo('d1', 1, 2)).toMatch(/^https:\/\/bot\.example\.com\/rag\/source\//)
})

test('an address is known for a link of ours whatever the name of the machine in it, and no other is', () => {
  const link = links.linkTo('d1', 10, 20, 'r1')
  const path = new URL(link).pathname
  for (const url of [link, `http://127.0.0.1:9${path}`, `https://elsewhere.example${path}?x#y`])
    expect(links.documentBehind(url)).toBe('d1')
  for (const url of [
    '',
    'source',
    'https://a.example/',
    `https://a.example/x${path}`,
    `${link.replace('.', 'x.')}`,
    '/source/x.y',
  ])
    expect([url, links.documentBehind(url)]).toEqual([url, null])
})
