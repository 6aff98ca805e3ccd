// Compiles static/src into static/build: one style sheet, one script, and the pictures they name.
// Run by `npm run build`.
import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { build } from 'esbuild'
import { compile } from 'sass'

const source = dirname(fileURLToPath(import.meta.url))
const root = join(source, '../..')
const target = join(root, 'static/build')
const packages = join(root, 'node_modules')

rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })

const { css } = compile(join(source, 'site.scss'), {
  style: 'compressed',
  loadPaths: [root, packages],
  quietDeps: true
})
writeFileSync(join(target, 'site.css'), css)

// Django's hashed file names need every url() to lead somewhere.
for (const [, address] of css.matchAll(/url\("?((?!data:)[^")]+)"?\)/g)) {
  if (!address.startsWith('moj/')) throw new Error(`site.css names ${address}, which nothing provides`)
  const picture = join(packages, '@ministryofjustice/frontend/moj/assets', address.slice('moj/'.length))
  if (!existsSync(picture)) throw new Error(`site.css names ${address}, which the MOJ package lacks`)
  mkdirSync(dirname(join(target, address)), { recursive: true })
  copyFileSync(picture, join(target, address))
}

// One file: a nonce allows the script itself, not what it would import.
await build({
  entryPoints: [join(source, 'site.mjs')],
  outfile: join(target, 'site.js'),
  bundle: true,
  format: 'esm',
  minify: true,
  target: 'es2020',
  legalComments: 'none',
  nodePaths: [packages]
})

cpSync(join(source, 'images'), join(target, 'images'), { recursive: true })
