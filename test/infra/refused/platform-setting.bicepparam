// A setting of other plans, with which Flex Consumption would refuse the deployment.
using '../../../infra/main.bicep'
extends '../../../infra/main.bicepparam'

param settings = { WEBSITE_RUN_FROM_PACKAGE: '1' }
