using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace BuyingGroups.Storage.Sql.Counters;

/// <summary>
/// The writer of the embedded counters. Writes that arrive while the disk is busy share the next transaction, and so the wait for the disk.
/// Each is answered once it is on disk.
/// </summary>
internal sealed class CounterWriter : IAsyncDisposable
{
    // So that a transaction takes some tens of milliseconds at most, because other writers of the database wait for it.
    private const int MostInOne = 500;

    private readonly Channel<IWrite> _writes = Channel.CreateUnbounded<IWrite>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SqlDatabase _database;
    private readonly Task _writing;
    private CounterTables? _tables;

    public CounterWriter(SqlDatabase database)
    {
        _database = database;
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Runs a write, alone or together with others in one transaction.</summary>
    /// <param name="write">Reads first and then writes, so that it hasn't changed anything when it finds a damaged row. Runs once.</param>
    /// <param name="cancellationToken">Cancels the wait only: the write goes on.</param>
    /// <exception cref="StoreUnavailableException">It isn't known whether the write was done.</exception>
    public async Task<T> RunAsync<T>(Func<CounterTables, T> write, CancellationToken cancellationToken)
    {
        var entry = new Write<T>(write);
        await _writes.Writer.WriteAsync(entry, cancellationToken);
        return await entry.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _writes.Writer.TryComplete();
        await _writing;
        _tables?.Dispose();
    }

    private async Task WriteAsync()
    {
        while (await _writes.Reader.WaitToReadAsync())
        {
            var together = new List<IWrite>();
            try
            {
                await _database.RunAsync(
                    async token =>
                    {
                        using var turn = await _database.Engine.EnterWriteAsync(token);
                        Take(together);
                        await CommitAsync(together);
                        return 0;
                    },
                    CancellationToken.None);
                together.ForEach(write => write.Complete());
            }
            catch (Exception exception)
            {
                // The connection may be in an undefined state, so the next transaction uses another one.
                _tables?.Dispose();
                _tables = null;
                Take(together);
                together.ForEach(write => write.Fail(exception));
            }
        }
    }

    private void Take(List<IWrite> together)
    {
        while (together.Count < MostInOne && _writes.Reader.TryRead(out var write))
        {
            together.Add(write);
        }
    }

    private async Task CommitAsync(List<IWrite> together)
    {
        var tables = _tables ??= new CounterTables((SqliteConnection)await _database.Engine.OpenAsync(CancellationToken.None));
        await using var transaction = (SqliteTransaction)await _database.Engine.BeginWriteAsync(tables.Connection, CancellationToken.None);
        tables.Transaction = transaction;
        together.ForEach(write => write.RunOn(tables));
        await transaction.CommitAsync();
        tables.Transaction = null;
    }

    private interface IWrite
    {
        public void RunOn(CounterTables tables);

        public void Complete();

        public void Fail(Exception exception);
    }

    private sealed class Write<T>(Func<CounterTables, T> run) : IWrite
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _answer;
        private DamagedCountersException? _damage;

        public Task<T> Task => _done.Task;

        public void RunOn(CounterTables tables)
        {
            try
            {
                _answer = run(tables);
            }
            catch (DamagedCountersException exception)
            {
                // This write has changed nothing, and the other writes of the transaction aren't affected.
                _damage = exception;
            }
        }

        public void Complete()
        {
            if (_damage is null)
            {
                _done.TrySetResult(_answer!);
            }
            else
            {
                _done.TrySetException(_damage);
            }
        }

        public void Fail(Exception exception) => _done.TrySetException(exception);
    }
}
