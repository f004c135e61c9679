// What every test may use, wherever in Support it stands.
global using Dotcat.Tests.Support;
global using Dotcat.Tests.Support.Data;
global using Dotcat.Tests.Support.Netcats;
global using Dotcat.Tests.Support.Network;
global using Dotcat.Tests.Support.Processes;
global using Dotcat.Tests.Support.Proxies;
global using Dotcat.Tests.Support.Snapshots;
global using Dotcat.Tests.Support.Terminals;
global using Dotcat.Tests.Support.Tls;
global using Dotcat.Tests.Support.Tools;
