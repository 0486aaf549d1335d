using Microsoft.Data.SqlClient;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

public class SqlServerClientTests
{
    [Fact]
    public async Task The_client_tries_to_connect()
    {
        // In invariant globalization mode it refuses before it tries, with a NotSupportedException, whatever the server.
        await using var connection = new SqlConnection(
            "Server=127.0.0.1,1;User Id=nobody;Password=none;Connect Timeout=2;ConnectRetryCount=0");
        await Assert.ThrowsAsync<SqlException>(() => connection.OpenAsync());
    }
}
