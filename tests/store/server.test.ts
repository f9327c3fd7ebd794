import { testDocuments } from '../contracts/documents.ts'
import { testMessages } from '../contracts/messages.ts'
import { testDatabases } from '../databases.ts'

testDocuments(testDatabases[1]!)
testMessages(testDatabases[1]!)
