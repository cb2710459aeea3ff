import { plainToInstance } from 'class-transformer';
import { ProtocolTookEffect } from '#protocols/protocol.events';
import { DisposeClause } from '#protocols/protocol.commands';
import { react, type Reaction } from '#read-models/view';
import { ActionItemDerived } from './action-item.events.js';
import { ActivateActionItem } from './action-item.commands.js';
import { itemTable } from './board/status-board.tables.js';
import { statusBoard } from './board/status-board.view.js';

/**
 * Items bind from the day their protocol takes effect. Both events ask for the activation, because either may come
 * first; the decider records it once, when both hold. A clause that an item derives from is disposed of by that.
 */
export const activation: Reaction = {
  name: 'action-item-activation',
  reads: [statusBoard.name],
  handlers: new Map([
    react(ProtocolTookEffect, async ({ id, data }, act, db) => {
      const items = await db.query<{ item_id: string }>(
        `select distinct item_id from ${itemTable.name} where protocol_id = $1 and until is null order by item_id`,
        [id],
      );
      const command = () => plainToInstance(ActivateActionItem, { activatedOn: data.effectiveOn });
      for (const { item_id: itemId } of items) await act(command(), itemId);
    }),
    react(ActionItemDerived, async ({ id, data, metadata }, act) => {
      for (const clauseId of data.clauseIds) {
        await act(plainToInstance(DisposeClause, { clauseId, disposition: 'derived' }), data.protocolId);
      }
      await act(plainToInstance(ActivateActionItem, { activatedOn: metadata.effectiveDate }), id);
    }),
  ]),
};
