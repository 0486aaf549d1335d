using BuyingGroups.Storage.Redis;
using Xunit;

namespace BuyingGroups.Storage.Tests.Redis;

/// <summary>Where Redis is, as a connection string or as a URL; and that nothing said about a wrong one tells its password.</summary>
public sealed class RedisAddressTests
{
    [Theory]
    [InlineData("localhost:6379", "localhost:6379", null, null, false, null)]
    [InlineData("a:1,b:2,password=pw,ssl=true,defaultDatabase=3", "a:1 b:2", null, "pw", true, 3)]
    [InlineData("redis://localhost", "localhost:6379", null, null, false, null)]
    [InlineData("redis://localhost:6380/", "localhost:6380", null, null, false, null)]
    [InlineData("redis://user:p%2Cw%40%3D%2F@localhost:6380/2", "localhost:6380", "user", "p,w@=/", false, 2)]
    [InlineData("redis://:p%25w@localhost", "localhost:6379", null, "p%w", false, null)]
    [InlineData("redis://user:a@b:c@localhost", "localhost:6379", "user", "a@b:c", false, null)]
    [InlineData("REDISS://user:pw@a:1,b:2/1?connectTimeout=2000", "a:1 b:2", "user", "pw", true, 1)]
    [InlineData("redis://[::1]:6379", "[::1]:6379", null, null, false, null)]
    public void Is_read(string connection, string addresses, string? user, string? password, bool encrypted, int? database)
    {
        var options = RedisAddress.Parse(connection);

        options.SetDefaultPorts();
        Assert.Equal(
            addresses,
            string.Join(
                ' ', options.EndPoints.Select(endPoint => endPoint.ToString()!.Replace("Unspecified/", "", StringComparison.Ordinal))));
        Assert.Equal((user, password, encrypted, database), (options.User, options.Password, options.Ssl, options.DefaultDatabase));
    }

    [Theory]
    [InlineData("localhost:6379,password=se,cret")]
    [InlineData("localhost:6379,password=a,cret=1")]
    [InlineData("localhost:6379,cret=1,password=a")]
    [InlineData("redis://user:secret@")]
    [InlineData("redis://user:secret@localhost:6379/cret")]
    [InlineData("redis://secret/password=secret")]
    [InlineData("redis://:secret@localhost?password=a&cret=1")]
    [InlineData("redis://:se/cret@localhost")]
    [InlineData("")]
    [InlineData("password=secret")]
    public void A_wrong_one_is_refused_without_repeating_it(string connection)
    {
        var exception = Assert.ThrowsAny<ArgumentException>(() => RedisAddress.Parse(connection));

        Assert.DoesNotContain("cret", exception.ToString(), StringComparison.Ordinal);
    }
}
