// Works expressions and whole questionnaires out with openrosa-xpath-evaluator, the engine of ODK's web forms.
// One JSON case a line in, one JSON answer a line out. The engine asks its surroundings only for the node that a path
// names, so a node here is its text, and a path `/data/name` or `.`.
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

class Node {
  static ELEMENT_NODE = 1
  static ATTRIBUTE_NODE = 2
  static TEXT_NODE = 3
  static CDATA_SECTION_NODE = 4
  static PROCESSING_INSTRUCTION_NODE = 7
  static COMMENT_NODE = 8
  static DOCUMENT_NODE = 9
  static DOCUMENT_TYPE_NODE = 10

  constructor (textContent) {
    this.nodeType = Node.ELEMENT_NODE
    this.textContent = textContent
  }
}

const XPathResult = {
  ANY_TYPE: 0,
  NUMBER_TYPE: 1,
  STRING_TYPE: 2,
  BOOLEAN_TYPE: 3,
  UNORDERED_NODE_ITERATOR_TYPE: 4,
  ORDERED_NODE_ITERATOR_TYPE: 5,
  UNORDERED_NODE_SNAPSHOT_TYPE: 6,
  ORDERED_NODE_SNAPSHOT_TYPE: 7,
  ANY_UNORDERED_NODE_TYPE: 8,
  FIRST_ORDERED_NODE_TYPE: 9
}

let nodes = {}

class XPathEvaluator {
  evaluate (path, context) {
    const found = path === '.' ? context : nodes[path.replace(/^\/data\//, '')]
    if (!found) throw new Error(`no node at ${path}`)
    const left = [found]
    return { resultType: XPathResult.UNORDERED_NODE_ITERATOR_TYPE, iterateNext: () => left.shift() }
  }
}

let today = 0
class FixedDate extends Date {
  constructor (...given) {
    super(...(given.length ? given : [today]))
  }
}

Object.assign(globalThis, { Node, XPathResult, XPathEvaluator, Date: FixedDate })
const engine = createRequire(import.meta.url)('openrosa-xpath-evaluator')()

function evaluated (expression, context, type) {
  const path = expression.replace(/\$\{([^}]*)\}/g, ' /data/$1 ')
  const result = engine.evaluate(path, context, null, XPathResult[type])
  return type === 'BOOLEAN_TYPE' ? result.booleanValue : result.stringValue
}

function setNodes (answers) {
  nodes = Object.fromEntries(Object.entries(answers).map(([name, text]) => [name, new Node(text)]))
}

function expression ({ answers, written, own }) {
  setNodes(answers)
  const context = new Node(own)
  return { truth: evaluated(written, context, 'BOOLEAN_TYPE'), text: evaluated(written, context, 'STRING_TYPE') }
}

// Every item in order: its own conditions and those of the groups around it decide whether its answer stands.
function routing ({ answers, items }) {
  setNodes(Object.fromEntries(items.map(({ name }) => [name, ''])))
  const asked = []
  for (const { name, conditions, calculation } of items) {
    if (!conditions.every((condition) => evaluated(condition, nodes[name], 'BOOLEAN_TYPE'))) continue
    if (calculation) {
      const text = evaluated(calculation, nodes[name], 'STRING_TYPE')
      nodes[name] = new Node(text === 'NaN' ? '' : text)
    } else {
      asked.push(name)
      nodes[name] = new Node(answers[name] ?? '')
    }
  }
  return { asked, values: Object.fromEntries(Object.entries(nodes).map(([name, node]) => [name, node.textContent])) }
}

for await (const line of createInterface({ input: process.stdin })) {
  const given = JSON.parse(line)
  today = given.today
  let answer
  try {
    answer = given.items ? routing(given) : expression(given)
  } catch (error) {
    answer = { error: String(error) }
  }
  process.stdout.write(JSON.stringify(answer) + '\n')
}
