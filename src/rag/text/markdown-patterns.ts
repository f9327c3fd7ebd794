// Markdown and HTML inside a line, as patterns that several rooms of this folder take out. Each part that may be long holds
// no other beginning of its kind, so that a thousand openings without an end are read once and not a thousand times.

/** `![alt](address)` or `![alt][name]`. */
export const image = /!\[[^[\]]*\](?:\((?:[^()]|\([^()]*\))*\)|\[[^[\]]*\])/g

/** `[label](address)`, one pair of brackets and of parentheses deep inside; the label is the first group. */
export const link = /\[((?:[^[\]]|\[[^[\]]*\])*)\]\((?:[^()]|\([^()]*\))*\)/g

/** `[label][name]`; the label is the first group. */
export const reference = /\[([^[\]]+)\]\[[^[\]]*\]/g

/**
 * `<b>`, `</b>`, `<!doctype>`, `<@U1>`, `<#C1>`. One without an end takes the rest along, in which there is no other end
 * either: `spaceForTag`, which replaces, leaves that.
 */
export const tag = /<(?=[a-z/!@#])[^>]*(>|$)/gi

export function spaceForTag(whole: string, end: string): string {
  return end === '' ? whole : ' '
}

/** The text without lines such as `[name]: address`. */
export function withoutLinkDefinitions(text: string): string {
  if (!text.includes(']:')) return text
  return text
    .split('\n')
    .map((line) => (/^\s*\[[^\]]+\]:\s*\S/.test(line) ? '' : line))
    .join('\n')
}

/** `[[Page]]`, `[[Page#Part|label]]`: the page and the label, if there is one, are the groups. */
export const wikiLink = /!?\[\[([^[\]|]+)(?:\|([^[\]]*))?\]\](?!\()/g

/** Directives of templates: Liquid and Jinja, ERB, PHP. */
export const template =
  /\{%(?:(?!\{%)[\s\S])*?%\}|\{\{(?:(?!\{\{)[\s\S])*?\}\}|\{#(?:(?!\{#)[\s\S])*?#\}|<%(?:(?!<%)[\s\S])*?%>|<\?(?:php\b|=)(?:(?!<\?)[\s\S])*?\?>/g
