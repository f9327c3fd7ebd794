import { describe, expect, test } from 'vitest'
import { fileNameOf } from '../../../src/rag/fetch/file-name.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const page = '<!doctype html><title>x</title>'

describe('file names', () => {
  test.each([
    ['/foo', 'text/html', page, 'foo.html'],
    ['/foo/', 'text/html; charset=utf-8', page, 'example.org.html'],
    ['/', 'text/html', page, 'example.org.html'],
    ['/a/b.html?c=d', 'text/html', page, 'b.html'],
    ['/index.PHP', 'text/html', page, 'index.html'],
    ['/page.aspx', undefined, page, 'page.html'],
    ['/v1.2', 'text/html', page, 'v1.2.html'],
    ['/report.pdf', 'text/html', page, 'report.pdf.html'],
    ['/readme.md', 'text/html', '\n<div class="a">x</div>', 'readme.md.html'],
    ['/foo', 'text/html', '%PDF-1.7', 'foo.pdf'],
    ['/foo', 'text/html', 'plain words', 'foo.txt'],
    ['/foo', 'application/octet-stream', '<html lang="en">', 'foo.html'],
    ['/page.txt', 'text/plain', page, 'page.txt'],
    ['/foo.pdf', 'application/octet-stream', '%PDF-1.7', 'foo.pdf'],
    ['/foo', 'text/markdown; charset=utf-8', '# x', 'foo.md'],
    ['/api/foo', 'application/json', '{}', 'foo.json'],
    ['/foo', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'PK\x03\x04', 'foo.docx'],
    ['/foo', undefined, 'words', 'foo'],
    ['/a%2F..%2Fb%00%0a.csv', 'text/csv', 'a,b', 'b.csv'],
    ['/..%2f', 'text/csv', 'a,b', 'example.org.csv'],
    ['/%E4', 'text/csv', 'a,b', '%E4.csv'],
    ['/R%C3%A9sum%C3%A9.csv', 'text/csv', 'a,b', 'Résumé.csv'],
  ])('%s as %s', (path, type, text, name) => {
    const headers = type === undefined ? {} : { 'content-type': type }
    expect(fileNameOf(new URL(path, 'https://example.org'), headers, bytes(text))).toBe(name)
  })

  test.each([
    ['attachment; filename="plan 2.csv"', 'plan 2.csv'],
    ['attachment; filename=plan.csv; size=3', 'plan.csv'],
    ['attachment; filename="plan.csv"; filename*=UTF-8\'en\'%E2%82%AC.csv', '€.csv'],
    ['inline; filename="../../etc/pass\\"wd.csv"', 'pass"wd.csv'],
    ['attachment; filename="C:\\\\x\\\\plan.csv"', 'plan.csv'],
    [`attachment; filename="${Buffer.from('é.csv').toString('latin1')}"`, 'é.csv'],
    ['attachment', 'foo.csv'],
    ['attachment; filename=""', 'foo.csv'],
    [`attachment; filename="${'x'.repeat(500)}.csv"`, `${'x'.repeat(196)}.csv`],
  ])('%s', (disposition, name) => {
    const headers = { 'content-disposition': disposition, 'content-type': 'text/csv' }
    expect(fileNameOf(new URL('https://example.org/foo'), headers, bytes('a,b'))).toBe(name)
  })
})
