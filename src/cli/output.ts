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

/** A counter on stderr that overwrites itself, a bar once it knows how many there are; silent when stderr is no terminal. */
export function createProgress(what: string): {
  tick(done?: number, total?: number): void
  /** Makes room for a line; the next tick shows it again. */
  hide(): void
  done(): void
} {
  let count = 0
  let most = 0
  let shownAt = 0
  const show = () => {
    const counted = `${count.toLocaleString('en')}${most > 0 ? ` of ${most.toLocaleString('en')}` : ''} ${what}`
    process.stderr.write(`\r\x1b[K${most > 0 ? `${bar(count / most)} ` : ''}${counted}`)
  }
  return {
    tick(done = count + 1, total = most) {
      count = done
      most = Math.max(total, total > 0 ? done : 0)
      if (!process.stderr.isTTY || performance.now() - shownAt < 100) return
      shownAt = performance.now()
      show()
    },
    hide() {
      if (!process.stderr.isTTY || shownAt === 0) return
      process.stderr.write('\r\x1b[K')
      shownAt = 0
    },
    done() {
      if (!process.stderr.isTTY || count === 0) return
      show()
      process.stderr.write('\n')
    },
  }
}

const barWidth = 24

function bar(share: number): string {
  const full = Math.round(Math.min(1, share) * barWidth)
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${String(Math.floor(Math.min(1, share) * 100)).padStart(3)} %`
}
