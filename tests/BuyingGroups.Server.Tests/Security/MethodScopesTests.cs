using System.Reflection;
using BuyingGroups.Server.Security;
using BuyingGroups.V1;
using Google.Protobuf.Reflection;
using Xunit;

namespace BuyingGroups.Server.Tests.Security;

/// <summary>The table of who may call what.</summary>
public sealed class MethodScopesTests
{
    /// <summary>Of whatever the contracts have, so that a service that comes later is asked for without a change here.</summary>
    public static TheoryData<string> Methods =>
    [
        .. typeof(ScoreReflection).Assembly.GetExportedTypes()
            .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static))
            .Where(property => property?.PropertyType == typeof(FileDescriptor))
            .SelectMany(property => ((FileDescriptor)property!.GetValue(null)!).Services)
            .SelectMany(service => service.Methods.Select(method => $"/{service.FullName}/{method.Name}")),
    ];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Every_method_has_a_row_with_scopes_that_there_are(string method)
    {
        var anyOf = MethodScopes.Of(method);

        Assert.True(anyOf is { Count: > 0 }, $"Add a row for {method} to MethodScopes, or nobody can call it.");
        Assert.Null(Scopes.FirstUnknown(anyOf));
    }

    [Fact]
    public void The_methods_of_all_services_were_looked_at() =>
        Assert.True(((IEnumerable<object[]>)Methods).Select(row => ((string)row[0]).Split('/')[1]).Distinct().Count() >= 9);

    [Theory]
    [InlineData("/buyinggroups.v1.RoleService/NoSuchMethod")]
    [InlineData("/other.v1.RoleService/ListRoles")]
    public void What_has_no_row_has_no_scopes(string method) => Assert.Null(MethodScopes.Of(method));
}
