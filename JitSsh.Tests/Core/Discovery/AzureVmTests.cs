using System.Text.Json;
using JitSsh.Core.Catalog;
using JitSsh.Core.Discovery;
using JitSsh.Core.Discovery.Azure;
using Xunit;

namespace JitSsh.Tests.Core.Discovery;

/// <summary>VMs with several network interfaces and addresses.</summary>
public sealed class AzureVmTests
{
    private const string Group = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg";

    [Theory]
    [InlineData(AzureAddressKind.Private, "10.0.2.1")]
    [InlineData(AzureAddressKind.Public, "203.0.113.2")]
    public void Describe_SeveralInterfacesAndConfigurations_TakesThePrimaryOfThePrimary(AzureAddressKind kind, string address)
    {
        var network = Network(publicKnown: true);

        var server = AzureVm.Describe(AzureVm.Find(Vm("nic-1", "NIC-2")), "sub", network, new AzureVmSettings { AddressKind = kind });

        Assert.Equal(address, server.Address);
        Assert.Equal(["10.0.2.1", "10.0.2.9", "10.0.1.1"], server.PrivateAddresses);
        Assert.Equal("203.0.113.2", server.PublicAddress);
        Assert.Null(server.NoAddressReason);
    }

    [Fact]
    public void Describe_InterfaceNotVisible_SaysSo()
    {
        var server = AzureVm.Describe(AzureVm.Find(Vm("other", "another")), "sub", Network(publicKnown: true), new AzureVmSettings());

        Assert.Null(server.Address);
        Assert.Equal("Its network interface is not among those this identity can see.", server.NoAddressReason);
    }

    [Fact]
    public void Describe_PublicAddressesNotRead_SaysNotKnownRatherThanNone()
    {
        var server = AzureVm.Describe(AzureVm.Find(Vm("nic-1", "nic-2")), "sub", Network(publicKnown: false), new AzureVmSettings { AddressKind = AzureAddressKind.Public });

        Assert.Equal("The public addresses could not be read, so the address is not known.", server.NoAddressReason);
    }

    [Theory]
    [InlineData("PowerState/running", PowerState.Running)]
    [InlineData("powerstate/Deallocating", PowerState.Deallocating)]
    [InlineData("PowerState/hibernating", PowerState.Unknown)]
    [InlineData("PowerState/3", PowerState.Unknown)]
    [InlineData("ProvisioningState/succeeded", PowerState.Unknown)]
    public void Power_Code_IsTheStateOrUnknown(string code, PowerState expected)
    {
        Assert.Equal(expected, AzureVm.Power(["ProvisioningState/x", null, code]));
    }

    [Fact]
    public void Find_OneOfAScaleSet_KeepsWhatIsSaid()
    {
        var vm = AzureVm.Find(Json($$"""
            {"id":"{{Group}}/providers/Microsoft.Compute/virtualMachines/VM","name":"VM","location":"West Europe","tags":{"b":"2","a":null,"A":"3"},"zones":["1"],
             "properties":{"vmId":"v","priority":"spot","virtualMachineScaleSet":{"id":"{{Group}}/providers/Microsoft.Compute/virtualMachineScaleSets/Fleet"},
              "storageProfile":{"osDisk":{"osType":"Linux","managedDisk":{"id":"x"} } } } }
            """));

        Assert.Equal($"{Group}/providers/microsoft.compute/virtualmachines/vm".ToLowerInvariant(), vm.Id);
        Assert.Equal(("VM", "rg", "westeurope", "v", OsKind.Linux, true, "Fleet"), (vm.Name, vm.ResourceGroup, vm.Region, vm.VmId, vm.OperatingSystem, vm.IsSpot, vm.ScaleSet));
        Assert.Equal(["A=3", "b=2"], vm.Tags.Select(tag => $"{tag.Key}={tag.Value}"));
    }

    [Theory]
    [InlineData("""{"storageProfile":{"osDisk":{"osType":"Windows"} } }""", OsKind.Windows)]
    [InlineData("""{"osProfile":{"windowsConfiguration":{"provisionVMAgent":true} } }""", OsKind.Windows)]
    [InlineData("""{"osProfile":{"linuxConfiguration":{} } }""", OsKind.Linux)]
    [InlineData("{}", OsKind.Unknown)]
    public void Find_OperatingSystem_IsWhatTheDiskOrTheProfileSays(string properties, OsKind expected) =>
        Assert.Equal(expected, AzureVm.Find(Json($$"""{"id":"/x","name":"x","properties":{{properties}} }""")).OperatingSystem);

    private static JsonElement Vm(string first, string second) => Json($$"""
        {"id":"{{Group}}/providers/Microsoft.Compute/virtualMachines/vm","name":"vm","location":"westeurope","properties":{"networkProfile":{"networkInterfaces":[
          {"id":"{{Group}}/providers/Microsoft.Network/networkInterfaces/{{first}}","properties":{"primary":false} },
          {"id":"{{Group}}/providers/Microsoft.Network/networkInterfaces/{{second}}","properties":{"primary":true} }] } } }
        """);

    private static NetworkAddresses Network(bool publicKnown)
    {
        var network = new NetworkAddresses { InterfacesKnown = true, PublicAddressesKnown = publicKnown };
        network.AddInterface(Json($$"""
            {"id":"{{Group}}/providers/Microsoft.Network/networkInterfaces/nic-1","properties":{"ipConfigurations":[
              {"properties":{"primary":true,"privateIPAddress":"10.0.1.1","publicIPAddress":{"id":"/ip/1"} } }] } }
            """));
        network.AddInterface(Json($$"""
            {"id":"{{Group}}/providers/Microsoft.Network/networkInterfaces/nic-2","properties":{"ipConfigurations":[
              {"properties":{"privateIPAddress":"10.0.2.9","publicIPAddress":{"id":"/ip/9"} } },
              {"properties":{"primary":true,"privateIPAddress":"10.0.2.1","publicIPAddress":{"id":"/ip/2"} } }] } }
            """));
        if (publicKnown)
        {
            network.AddPublicAddress(Json("""{"id":"/ip/1","properties":{"ipAddress":"203.0.113.1"} }"""));
            network.AddPublicAddress(Json("""{"id":"/ip/9","properties":{"ipAddress":"203.0.113.9"} }"""));
            network.AddPublicAddress(Json("""{"id":"/IP/2","properties":{"ipAddress":"203.0.113.2"} }"""));
        }

        return network;
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement.Clone();
}
