// Pictures of text as extraction knows them: told here, read by text recognition, in a turn of its own.
import type { Format } from '../format.ts'
import { sizeOf } from './size.ts'

export const picture: Format = {
  id: 'picture',
  extensions: ['.png', '.jpg', '.jpeg', '.tif', '.tiff', '.bmp', '.webp'],
  // Only its head is looked at.
  jailAboveBytes: Number.POSITIVE_INFINITY,
  recognises: (bytes) => sizeOf(bytes) !== null,
  read: async (bytes) => (await import('./picture.ts')).describePicture(bytes),
  recognise: async (bytes) => (await import('./picture.ts')).recognisePicture(bytes),
}
