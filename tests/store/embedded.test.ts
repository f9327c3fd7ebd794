import { testDocuments } from '../contracts/documents.ts'
import { testMessages } from '../contracts/messages.ts'
import { testSharing } from '../contracts/sharing.ts'
import { testDatabases } from '../databases.ts'

testDocuments(testDatabases[0]!)
testMessages(testDatabases[0]!)
testSharing(testDatabases[0]!)
