import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { suomifiDesignTokens } from 'suomifi-design-tokens'
import { defineConfig } from 'vitest/config'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The server's own addresses (/clerk, /expert, /guard, /supervision) also in the development server. */
const workspaceAddresses: Plugin = {
  name: 'workspace-addresses',
  configureServer(server) {
    server.middlewares.use((request, _response, next) => {
      const match = /^\/(clerk|expert|guard|supervision|booth|accessibility)(\?.*)?$/.exec(request.url ?? '')
      if (match) request.url = `/${match[1] ?? ''}.html`
      next()
    })
  },
}

/** The design system's colours as custom properties: `import 'virtual:tokens.css'`. */
const designTokens: Plugin = {
  name: 'design-tokens',
  resolveId: (id) => (id === 'virtual:tokens.css' ? '\0tokens.css' : undefined),
  load(id) {
    if (id !== '\0tokens.css') return undefined
    const lines = Object.entries(suomifiDesignTokens.colors).map(([name, value]) => {
      const kebab = name.replace(/[A-Z]|\d/g, (part) => `-${part.toLowerCase()}`)
      return `  --${kebab}: ${value};`
    })
    return `:root {\n${lines.join('\n')}\n}\n`
  },
}

/**
 * PDF.js loads its decoders of scanned pages by an address of its own making; here they are
 * parts of the bundle with a name of their content, as all files are.
 */
const pdfDecoders: Plugin = {
  name: 'pdf-decoders',
  transform(code, id) {
    if (!/pdfjs-dist\/legacy\/build\/pdf\.worker\.mjs/.test(id)) return undefined
    const loads = /import\(\s*(?:\/\*[^*]*\*\/\s*)*`\$\{WasmImage\.#wasmUrl\}\$\{this\._noWasmFilename\}`\)/
    if (!loads.test(code)) return this.error('PDF.js loads its decoders in another way')
    const of = (name: string): string => `import('pdfjs-dist/wasm/${name}_nowasm_fallback.js')`
    const chosen = `(this._noWasmFilename.startsWith('jbig2') ? ${of('jbig2')} : ${of('openjpeg')})`
    return { code: code.replace(loads, () => chosen), map: null }
  },
}

/** A running `etaluukku demo`, which answers pages of its own origin only. */
const server = process.env['ETALUUKKU_SERVER'] ?? 'http://localhost:8080'
const toServer = { target: server, changeOrigin: true, headers: { Origin: server } }

export default defineConfig({
  plugins: [react(), workspaceAddresses, designTokens],
  worker: { format: 'es', plugins: () => [pdfDecoders] },
  resolve: { alias: { '@': here('./src') } },
  build: {
    target: 'es2023',
    // Nothing as a data: address, so that the Content-Security-Policy can stay at 'self'.
    assetsInlineLimit: 0,
    // PDF.js, which is loaded only when a file is shown.
    chunkSizeWarningLimit: 600,
    // Every browser that knows the target knows it.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ['index', 'expert', 'clerk', 'guard', 'supervision', 'booth', 'accessibility'].map((page) =>
        here(`${page}.html`),
      ),
    },
  },
  server: { proxy: { '/api': toServer, '/ws': { ...toServer, ws: true } } },
  test: {
    environment: 'jsdom',
    include: ['tests/**/*.test.{ts,tsx}'],
    setupFiles: ['tests/setup.ts'],
    // The machine may be busy with browsers and cameras at the same time.
    testTimeout: 30_000,
  },
})
