global using Proto = BuyingGroups.V1;
