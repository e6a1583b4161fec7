// The cheapest deployment that has everything: about nothing when it is idle.
import { Profile } from 'profile.bicep'

@export()
@description('For development and trials.')
var dev Profile = {
  instanceMemoryMB: 512
  maximumInstanceCount: 40
  alwaysReadyInstances: 0
  requestsPerInstance: 16
  autoscaleMaxThroughput: 0
  backupTier: 'Continuous7Days'
  zoneRedundant: false
  vnetEnabled: false
  apiAccess: 'public'
  deleteLock: false
  logRetentionDays: 30
  logDailyCapGb: 1
  logHost: true
  logStoreRequests: true
  alertFrequency: 'PT1H'
  // Cold starts are part of it.
  latencyThresholdMs: 5000
  availabilityTest: false
  monthlyBudget: 20
}
