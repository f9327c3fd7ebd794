import { testDocuments } from '../contracts/documents.ts'
import { testMessages } from '../contracts/messages.ts'
import { testSharing } from '../contracts/sharing.ts'
import { testDatabases } from '../databases.ts'

testDocuments(testDatabases[1]!)
testMessages(testDatabases[1]!)
testSharing(testDatabases[1]!)
