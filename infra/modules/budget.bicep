// Says when the deployment costs more than it should.

@description('What the resource group should cost a month.')
param amount int

@description('First day of the month that the budget begins with, as yyyy-MM-01. Azure refuses to change it later.')
param startDate string

@description('Id of the action group that is told.')
param actionGroupId string

@description('Who is told besides; nobody where it is empty.')
param email string

var emails = empty(email) ? [] : [email]

// The newest version that has been around for a while.
#disable-next-line use-recent-api-versions
resource budget 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: 'monthly'
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: startDate }
    notifications: {
      spent: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: emails
        contactGroups: [actionGroupId]
      }
      expected: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: emails
        contactGroups: [actionGroupId]
      }
    }
  }
}
