using System.Net;

namespace JitSsh.Lab.Tour;

/// <summary>What the demo and the tour are made of.</summary>
/// <param name="Portal">JitSsh.Portal.dll.</param>
/// <param name="Port">The portal's port on 127.0.0.1; 0 = any that is free.</param>
/// <param name="AddressBase">The servers listen on the addresses after this one.</param>
internal sealed record TourOptions(string Portal, int Port, IPAddress AddressBase);
