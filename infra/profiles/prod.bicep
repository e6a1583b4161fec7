// The deployment to rely on: zone-redundant, its data in a private network and locked, watched from outside.
import { Profile } from 'profile.bicep'

@export()
@description('For production.')
var prod Profile = {
  instanceMemoryMB: 2048
  maximumInstanceCount: 100
  alwaysReadyInstances: 2
  requestsPerInstance: 32
  autoscaleMaxThroughput: 4000
  backupTier: 'Continuous30Days'
  zoneRedundant: true
  vnetEnabled: true
  // Devices report from wherever they are.
  apiAccess: 'public'
  deleteLock: true
  logRetentionDays: 90
  logDailyCapGb: 10
  // At the rates that this is made for, these logs would cost more than the requests.
  logHost: false
  logStoreRequests: false
  alertFrequency: 'PT5M'
  latencyThresholdMs: 1000
  availabilityTest: true
  monthlyBudget: 500
}
