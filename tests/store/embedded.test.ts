import { testAudiences } from '../contracts/audiences.ts'
import { testDocuments } from '../contracts/documents.ts'
import { testLargeSearch } from '../contracts/large-search.ts'
import { testMessages } from '../contracts/messages.ts'
import { testRebuild } from '../contracts/rebuild.ts'
import { testSharing } from '../contracts/sharing.ts'
import { testDatabases } from '../databases.ts'

testDocuments(testDatabases[0]!)
testLargeSearch(testDatabases[0]!)
testMessages(testDatabases[0]!)
testRebuild(testDatabases[0]!)
testSharing(testDatabases[0]!)
testAudiences(testDatabases[0]!)
