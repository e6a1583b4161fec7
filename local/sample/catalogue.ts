// What the sample company is made of: its apps, what its people and devices are called, and what systems devices run.
// Everything is invented; the companies are those that Microsoft's documentation uses for examples.
import type { Weighted } from './random.ts';

/** The kinds of devices. */
export type Platform = 'windows' | 'macOS' | 'iOS' | 'android';

/** An app of the company, as it is distributed. */
export interface CatalogueApp {
  readonly displayName: string;
  readonly version: string;
  readonly platform: Platform;
  /** Share of those who could have it and do, from 0 to 1. */
  readonly reach: number;
  /** Share of the installations that fail, from 0 to 1. */
  readonly failing: number;
}

/** One of them goes badly, so that there is something to find. */
export const APPS: readonly CatalogueApp[] = [
  { displayName: 'Contoso VPN', version: '5.2.1', platform: 'windows', reach: 0.95, failing: 0.03 },
  { displayName: 'Contoso Endpoint Agent', version: '11.4.0', platform: 'windows', reach: 0.9, failing: 0.02 },
  { displayName: 'Contoso Time Sheets', version: '3.8.2', platform: 'windows', reach: 0.6, failing: 0.04 },
  { displayName: 'Contoso Print Anywhere', version: '2.0.7', platform: 'windows', reach: 0.5, failing: 0.34 },
  { displayName: 'Contoso Expense Desk', version: '7.1.0', platform: 'windows', reach: 0.4, failing: 0.05 },
  { displayName: 'Fabrikam CAD Viewer', version: '2026.2', platform: 'windows', reach: 0.25, failing: 0.09 },
  { displayName: 'Northwind Orders', version: '14.0.3', platform: 'windows', reach: 0.3, failing: 0.05 },
  { displayName: 'Tailspin PDF Editor', version: '24.3.1', platform: 'windows', reach: 0.45, failing: 0.04 },
  { displayName: 'Woodgrove Secure Mail', version: '6.6.0', platform: 'windows', reach: 0.35, failing: 0.06 },
  { displayName: 'Adventure Works Studio', version: '9.0.0', platform: 'windows', reach: 0.15, failing: 0.12 },
  { displayName: 'Contoso VPN for Mac', version: '5.2.0', platform: 'macOS', reach: 0.95, failing: 0.04 },
  { displayName: 'Contoso Endpoint Agent for Mac', version: '11.3.2', platform: 'macOS', reach: 0.9, failing: 0.03 },
  { displayName: 'Tailspin PDF Editor for Mac', version: '24.3.0', platform: 'macOS', reach: 0.6, failing: 0.05 },
  { displayName: 'Fabrikam Storyboard', version: '4.5.1', platform: 'macOS', reach: 0.5, failing: 0.08 },
  { displayName: 'Contoso Connect for iPhone', version: '8.12', platform: 'iOS', reach: 0.9, failing: 0.03 },
  { displayName: 'Contoso Approvals for iPhone', version: '2.4', platform: 'iOS', reach: 0.5, failing: 0.05 },
  { displayName: 'Northwind Field Service for iPhone', version: '5.0', platform: 'iOS', reach: 0.3, failing: 0.07 },
  { displayName: 'Contoso Connect for Android', version: '8.12.3', platform: 'android', reach: 0.9, failing: 0.04 },
  { displayName: 'Contoso Approvals for Android', version: '2.4.1', platform: 'android', reach: 0.5, failing: 0.06 },
  {
    displayName: 'Northwind Field Service for Android',
    version: '5.0.2',
    platform: 'android',
    reach: 0.3,
    failing: 0.08,
  },
];

/** Given names. */
export const GIVEN_NAMES: readonly string[] =
  `Adele Alex Amina Anders Anika Ben Bianca Carlos Chidi Chloé Daichi Dana Diego Elif Emily Enrico Fatima Felix Freya Gerhard
  Grady Hana Henrietta Ines Irvin Isaiah Jamal Joni José Jürgen Kavya Lars Lee Leila Lidia Lynne Maja Mateo Megan Miriam
  Nestor Noor Olga Oskar Patti Pradeep Priya Rafael Ren Rosa Søren Tanja Tomás Valentina Wei Yara Yusuf Zoë`.split(
    /\s+/,
  );

/** Family names. */
export const FAMILY_NAMES: readonly string[] =
  `Andersson Bauer Bowen Cooper Costa Delgado Dubois Eriksen Fischer Fontaine García Grewal Haddad Hansen Ibrahim Ito Jansen
  Johansson Kaya Kim Kowalski Larsen Lindqvist Lorenz Marino Mehta Möller Moreau Nakamura Nguyen Novak Okafor Oliveira Olsen
  Park Petrov Quinn Ramos Rossi Sato Schäfer Silva Sturm Suzuki Tran Vance Varga Wagner Wilber Yilmaz Zhang`.split(
    /\s+/,
  );

/** A system: the version and the words that a device reports. */
export type System = readonly [osVersion: string, osDescription: string];

/** The systems of each kind of device, the newer ones more often. */
export const SYSTEMS: Readonly<Record<Platform, readonly Weighted<System>[]>> = {
  windows: [
    [['10.0.26200.7171', 'Windows 11 Enterprise 25H2'], 5],
    [['10.0.26100.7171', 'Windows 11 Enterprise 24H2'], 4],
    [['10.0.22631.6199', 'Windows 11 Enterprise 23H2'], 1],
  ],
  macOS: [
    [['26.1', 'macOS Tahoe'], 3],
    [['15.7.2', 'macOS Sequoia'], 2],
  ],
  iOS: [
    [['26.1', 'iOS 26'], 4],
    [['18.7.2', 'iOS 18'], 1],
  ],
  android: [
    [['16', 'Android Enterprise, work profile'], 3],
    [['15', 'Android Enterprise, work profile'], 2],
    [['14', 'Android Enterprise, fully managed'], 1],
  ],
};
