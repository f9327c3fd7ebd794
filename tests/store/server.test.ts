import { testStore } from '../contracts/store.ts'
import { testDatabases } from '../databases.ts'

testStore(testDatabases[1]!)
