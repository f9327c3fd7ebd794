// What commands print: data on stdout, everything else on stderr, progress only where someone is looking.

export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

export function printError(line: string): void {
  process.stderr.write(`${line}\n`)
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value))
}

/** A counter on stderr that overwrites itself; silent when stderr is no terminal. */
export function createProgress(what: string): { tick(): void; done(): void } {
  let count = 0
  let shownAt = 0
  const show = () => process.stderr.write(`\r${count.toLocaleString('en')} ${what}`)
  return {
    tick() {
      count += 1
      if (!process.stderr.isTTY || performance.now() - shownAt < 100) return
      shownAt = performance.now()
      show()
    },
    done() {
      if (!process.stderr.isTTY || count === 0) return
      show()
      process.stderr.write('\n')
    },
  }
}
