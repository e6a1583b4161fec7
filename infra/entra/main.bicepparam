// The registration of an environment, from the same variables as the main deployment; lists are separated by commas.
using 'main.bicep'

// The explorer's address is known once the rest is deployed.
var baseUrl = readEnvironmentVariable('API_BASE_URL', '')
var hasExplorer = readEnvironmentVariable('API_EXPLORER', 'off') == 'on' && !empty(baseUrl)

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param allowAzureCli = readEnvironmentVariable('ALLOW_AZURE_CLI', 'false') == 'true'
param assignmentRequired = readEnvironmentVariable('API_ASSIGNMENT_REQUIRED', 'true') == 'true'
param explorerUrl = hasExplorer ? '${baseUrl}/docs' : ''
param readers = filter(split(readEnvironmentVariable('API_READERS', ''), ','), id => !empty(id))
param writers = filter(split(readEnvironmentVariable('API_WRITERS', ''), ','), id => !empty(id))
