import { testAudiences } from '../contracts/audiences.ts'
import { testDocuments } from '../contracts/documents.ts'
import { testLargeSearch } from '../contracts/large-search.ts'
import { testMessages } from '../contracts/messages.ts'
import { testRebuild } from '../contracts/rebuild.ts'
import { testSharing } from '../contracts/sharing.ts'
import { testDatabases } from '../databases.ts'

testDocuments(testDatabases[1]!)
testLargeSearch(testDatabases[1]!)
testMessages(testDatabases[1]!)
testRebuild(testDatabases[1]!)
testSharing(testDatabases[1]!)
testAudiences(testDatabases[1]!)
