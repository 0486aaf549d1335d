using Bogus;

namespace BuyingGroups.Server.Demo;

/// <summary>Accounts and people with plausible names, titles and attributes, the same ones on every run.</summary>
internal sealed class ExampleDirectory
{
    public const int Accounts = 2_000;
    public const int PeopleOfAccount = 20;

    public const string TargetIndustry = "Manufacturing";
    public const string OtherIndustry = "Retail";

    private static readonly string[] Industries = [TargetIndustry, "Logistics", OtherIndustry, "Insurance", "Health Care", "Software"];

    private static readonly (string Title, float Share)[] Titles =
    [
        ("Director of Operations", 4), ("Director IT", 4), ("Sr Director Supply Chain", 3), ("Sr Director Finance", 2),
        ("VP Engineering", 2), ("Chief Information Officer", 1), ("Enterprise Architect", 4), ("Solution Architect", 5),
        ("Systems Engineer", 12), ("Data Engineer", 9), ("Plant Manager", 6), ("Buyer", 8), ("Accountant", 10), ("Recruiter", 8),
        ("Office Manager", 10), ("Field Technician", 12),
    ];

    private readonly Faker _faker = new("en") { Random = new Randomizer(20_260_101) };

    /// <summary>The accounts.</summary>
    public IReadOnlyList<Proto.Account> MakeAccounts() =>
    [
        .. Enumerable.Range(1, Accounts).Select(number => new Proto.Account
        {
            AccountId = $"crm-account-{number:0000}",
            DisplayName = _faker.Company.CompanyName(),
            Industry = _faker.PickRandom(Industries),
            Region = _faker.PickRandom("EMEA", "AMER", "APAC"),
            Country = _faker.Address.CountryCode(),
            AnnualRevenue = Math.Round(_faker.Random.Double(100_000, 9_000_000)),
            EmployeeCount = _faker.Random.Int(10, 20_000),
            ProductsOwned = { _faker.Random.Bool(0.3f) ? ["Plant Suite"] : [] },
        }),
    ];

    /// <summary>The people of an account.</summary>
    public IEnumerable<Proto.Person> MakePeople(Proto.Account account) =>
        Enumerable.Range(1, PeopleOfAccount).Select(number =>
        {
            var (first, last) = (_faker.Name.FirstName(), _faker.Name.LastName());
            return new Proto.Person
            {
                PersonId = $"{account.AccountId}-{number:00}",
                AccountId = account.AccountId,
                FirstName = first,
                LastName = last,
                JobTitle = NextTitle(),
                EmailAddress = _faker.Internet.Email(first, last, "example.com"),
                EmailInvalid = _faker.Random.Bool(0.05f),
                City = _faker.Address.City(),
                Country = account.Country,
            };
        });

    /// <summary>A plausible job title.</summary>
    public string NextTitle() =>
        _faker.Random.WeightedRandom(
            [.. Titles.Select(title => title.Title)], [.. Titles.Select(title => title.Share / Titles.Sum(each => each.Share))]);

    /// <summary>Picks some of many, the same ones on every run.</summary>
    public IReadOnlyList<T> Pick<T>(IReadOnlyList<T> from, int count) => [.. _faker.Random.ListItems([.. from], count)];
}
