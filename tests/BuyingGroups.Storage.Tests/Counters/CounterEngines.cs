using BuyingGroups.Storage.Tests.Redis;
using Xunit;

namespace BuyingGroups.Storage.Tests.Counters;

public sealed class CountersOnRedisTests(SingleRedis engine) : RedisCountersTests(engine), IClassFixture<SingleRedis>;

public sealed class CountersOnClusterTests(ClusterOfRedis engine) : RedisCountersTests(engine), IClassFixture<ClusterOfRedis>;

public sealed class CountersOnSqliteTests(SqliteCounterEngine engine) : CountersTests(engine), IClassFixture<SqliteCounterEngine>;
