// An address that a room serves, as the HTTP server and the rooms share it. Imports nothing.

/** A request as the HTTP server hands it to a room: the body raw, header names in lower case. */
export interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
  /** Of whoever opened the connection: a client, or the proxy before us. */
  readonly address?: string
}

export interface HttpResponse {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** One address that a room serves. `path` may hold `:name` parameters. `bodyLimitBytes` defaults to 1 MiB. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly bodyLimitBytes?: number
  /** Refuses by the headers alone, before the body is read; null lets it in. */
  readonly admit?: (request: HttpRequest) => HttpResponse | null
  /**
   * What `admit` goes by. After a `credential` a body may be large and come slowly; a stranger's, whose headers are at
   * most well-formed, is here within 10 s. Default `format`.
   */
  readonly admitsBy?: 'credential' | 'format'
  handle(request: HttpRequest): Promise<HttpResponse> | HttpResponse
}
