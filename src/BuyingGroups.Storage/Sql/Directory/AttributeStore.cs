using BuyingGroups.Domain.Conditions;
using BuyingGroups.Storage.Sql.Definitions;

namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>Declared custom attributes.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The server's clock, for the times of changes.</param>
public sealed class AttributeStore(SqlDatabase database, TimeProvider time)
{
    /// <summary>The most custom attributes of people, and also of accounts.</summary>
    public const int MaxAttributes = 200;

    private static readonly Statement OfSubject = new("""
        SELECT name, type
        FROM attribute
        WHERE subject = @subject
        """);

    private static readonly Statement LockOfSubject = new("""
        SELECT name
        FROM attribute {lock_range}
        WHERE subject = @subject
        """);

    private static readonly Statement LockOne = new("""
        SELECT name
        FROM attribute {lock}
        WHERE subject = @subject AND name = @name
        """);

    // Not a shared lock: it would admit a transaction that deletes the attribute, which would look for conditions before this one is
    // visible.
    private static readonly Statement LockNamed = new("""
        SELECT a.name
        FROM attribute AS a {lock}
        JOIN {ids @names} AS wanted ON wanted.id = a.name
        WHERE a.subject = @subject
        """);

    private static readonly Statement Insert = new("""
        INSERT INTO attribute (subject, name, type, created_at, created_by)
        VALUES (@subject, @name, @type, @now, @author)
        """);

    private static readonly Statement Delete = new("""
        DELETE FROM attribute
        WHERE subject = @subject AND name = @name
        """);

    /// <summary>The types of the custom attributes of a subject, by name.</summary>
    public Task<IReadOnlyDictionary<string, AttributeType>> GetAsync(
        AttributeSubject subject, CancellationToken cancellationToken = default) =>
        database.ReadOneAsync(
            async Task<IReadOnlyDictionary<string, AttributeType>> (session) =>
                (await session.QueryAsync<Row>(OfSubject, new { subject = StoredWord.Of(subject) }))
                .ToDictionary(row => row.Name, row => StoredWord.Parse<AttributeType>(row.Type)),
            cancellationToken);

    /// <summary>Declares a custom attribute.</summary>
    /// <exception cref="ResourceExistsException">The attribute is declared already.</exception>
    /// <exception cref="PreconditionFailedException">There are <see cref="MaxAttributes"/> already.</exception>
    public Task CreateAsync(
        AttributeSubject subject, string name, AttributeType type, string author, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var names = await session.QueryAsync<string>(LockOfSubject, new { subject = StoredWord.Of(subject) });
                if (names.Contains(name))
                {
                    throw new ResourceExistsException(
                        ResourceTypes.Attribute, name, "attribute.attribute", $"There is a custom attribute named \"{name}\" already.");
                }

                return names.Count < MaxAttributes
                    ? await session.ExecuteAsync(Insert, new
                    {
                        subject = StoredWord.Of(subject),
                        name,
                        type = StoredWord.Of(type),
                        now = Instant.Now(time),
                        author,
                    })
                    : throw new PreconditionFailedException(
                        PreconditionReasons.TooManyAttributes, name,
                        $"There are {MaxAttributes} custom attributes: no more can be declared.");
            },
            cancellationToken);

    /// <summary>Removes the declaration of a custom attribute.</summary>
    /// <exception cref="ResourceNotFoundException">There is no attribute with this name.</exception>
    /// <exception cref="PreconditionFailedException">A condition of a role template or of an audience names the attribute.</exception>
    public Task DeleteAsync(AttributeSubject subject, string name, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                // Locked before the conditions are read, because whoever saves a condition that names the attribute locks it too.
                var attribute = new { subject = StoredWord.Of(subject), name };
                _ = await session.FindAsync<string>(LockOne, attribute)
                    ?? throw new ResourceNotFoundException(ResourceTypes.Attribute, name);
                var (kind, users) = subject == AttributeSubject.Person
                    ? ("role templates", await TemplateRoles.NamingAsync(session, CustomName.Prefix + name))
                    : ("audiences", await AudienceStore.NamingAsync(session, CustomName.Prefix + name));
                return users.Count == 0
                    ? await session.ExecuteAsync(Delete, attribute)
                    : throw new PreconditionFailedException(
                        PreconditionReasons.AttributeInUse, name,
                        $"The attribute is named by conditions of the {kind} {NamedUsers.Of(users)}.");
            },
            cancellationToken);

    /// <summary>Makes sure that the custom attributes of a condition are declared. They stay declared until the transaction ends.</summary>
    /// <exception cref="ReferenceNotFoundException">An attribute isn't declared; the field is <paramref name="field"/>.</exception>
    internal static async Task RequireDeclaredAsync(SqlSession session, AttributeSubject subject, Condition? condition, string field)
    {
        string[] custom =
        [
            .. (condition is null ? [] : ConditionAttributes.Of(condition)).Select(CustomName.AfterPrefix).OfType<string>().Distinct(),
        ];
        if (custom.Length == 0)
        {
            return;
        }

        var declared = await session.QueryAsync<string>(
            LockNamed, new { subject = StoredWord.Of(subject), names = StoredJson.Ids(custom) });
        if (custom.Except(declared).FirstOrDefault() is { } missing)
        {
            throw new ReferenceNotFoundException(field, ResourceTypes.Attribute, missing);
        }
    }

    private sealed class Row
    {
        public required string Name { get; init; }

        public required string Type { get; init; }
    }
}
