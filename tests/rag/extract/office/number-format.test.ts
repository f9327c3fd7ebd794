// Numbers and dates as spreadsheets show them.
import { expect, test } from 'vitest'
import { formatNumber } from '../../../../src/rag/extract/office/sheets/number-format.ts'

const accounting = '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)'

test.each([
  ['0.30000000000000004', 'General', '0.3'],
  ['1234567890123', 'General', '1234567890123'],
  ['0.125', '0%', '13%'],
  ['0.1234', '0.00%', '12.34%'],
  ['1.005', '0.00', '1.01'],
  ['1234567.891', '#,##0.00', '1,234,567.89'],
  ['-1234.5', '#,##0.00;(#,##0.00)', '(1,234.50)'],
  ['-5', '0.0', '-5.0'],
  ['-0.001', '0.0', '0.0'],
  ['3', '0.##', '3'],
  ['5', '00000', '00005'],
  ['123456789', '000-00-0000', '123-45-6789'],
  ['1234567', '0.0,,"M"', '1.2M'],
  ['12345', '0.00E+00', '1.23E+04'],
  ['1234.5', '[$€-407] #,##0.00', '€ 1,234.50'],
  ['1234.5', accounting, '$1,234.50'],
  ['-1234.5', accounting, '$(1,234.50)'],
  ['12', '#" units"', '12 units'],
  ['5', '[Red]0.0', '5.0'],
  ['0', '0;-0;"none"', 'none'],
  ['0.5', '# ?/?', '0.5'],
  ['abc', '0', 'abc'],
])('%s as %s is %s', (value, format, shown) => {
  expect(formatNumber(value, format, false)).toBe(shown)
})

test.each([
  ['45000', 'yyyy-mm-dd', '2023-03-15'],
  ['45000', 'dddd, mmmm d, yyyy', 'Wednesday, March 15, 2023'],
  ['45000.75', '[$-409]d-mmm-yy h:mm AM/PM;@', '15-Mar-23 6:00 PM'],
  ['45000.5', 'h:mm AM/PM', '12:00 PM'],
  ['45000.010417', 'h:mm AM/PM', '12:15 AM'],
  ['45000.75', 'm/d/yyyy hh:mm:ss', '3/15/2023 18:00:00'],
  ['44197.999999999', 'yyyy-mm-dd hh:mm:ss', '2021-01-02 00:00:00'],
  ['1.5', '[h]:mm:ss', '36:00:00'],
  ['0.000011574', 'mm:ss.0', '00:01.0'],
  ['1', 'yyyy-mm-dd', '1900-01-01'],
  ['59', 'd/m/yyyy', '28/2/1900'],
  ['61', 'd/m/yyyy', '1/3/1900'],
  ['-1', 'yyyy', '-1'],
  ['9e9', 'yyyy', '9000000000'],
])('day %s as %s is %s', (value, format, shown) => {
  expect(formatNumber(value, format, false)).toBe(shown)
})

test('days may count from 1904', () => {
  expect(formatNumber('1', 'yyyy-mm-dd', true)).toBe('1904-01-02')
})
