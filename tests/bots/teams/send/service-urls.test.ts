// Where the bot's own token goes: to Microsoft, and to what whoever runs the bot has named.
import { expect, it } from 'vitest'
import { isAllowedServiceUrl } from '../../../../src/bots/teams/send/service-urls.ts'

it.each([
  'https://smba.trafficmanager.net/amer/',
  'https://smba.infra.gov.teams.microsoft.us/gov/',
  'http://127.0.0.1:3978/x',
])('it goes to %s', (url) => {
  expect(isAllowedServiceUrl(url, ['http://127.0.0.1:3978'])).toBe(true)
})

it.each([
  'http://smba.trafficmanager.net/amer/',
  'https://smba.trafficmanager.net:8443/amer/',
  'https://evil-smba.trafficmanager.net/',
  'https://evil.trafficmanager.net/',
  'https://smba.trafficmanager.net.evil.example/',
  'https://user:secret@smba.trafficmanager.net/',
  'http://127.0.0.1:3979/x',
  'smba.trafficmanager.net',
])('it does not go to %s', (url) => {
  expect(isAllowedServiceUrl(url, ['http://127.0.0.1:3978'])).toBe(false)
})
