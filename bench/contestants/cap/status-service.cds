// The entity of the benchmark as a CAP service. No entity tag: with one, CAP would want a condition with each patch.
@path: '/beta'
service graph {
  @cds.query.limit.default: 100
  entity userStatuses {
    key mobileAppId         : String(36);
    key id                  : String(36);
    userName                : String(256) not null;
    userPrincipalName       : String(1024) not null;
    installedDeviceCount    : Integer not null;
    failedDeviceCount       : Integer not null;
    notInstalledDeviceCount : Integer not null;
  }
}
